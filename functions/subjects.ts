import type { Subject } from '../shared/subjects.ts'
import { articleSubject } from './articles/public.ts'
import { commentSubject } from './engagement/public.ts'
import { postSubject } from './posts/public.ts'

/** Every kind of thing that people engage with. A new kind is one more line here. */
export const subjects: readonly Subject[] = [articleSubject, postSubject, commentSubject(subjectOf)]

/** The subject of this type. Throws for a type that no domain offers. */
export function subjectOf(type: string): Subject {
  const subject = subjects.find((candidate) => candidate.type === type)
  if (!subject) throw new Error(`There is no subject type ${type}`)
  return subject
}
