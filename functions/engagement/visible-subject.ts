import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import type { SubjectView, Viewer } from '../../shared/subjects.ts'
import { subjectOf } from '../subjects.ts'

/** Names one thing of some kind. */
export interface SubjectReference {
  readonly subject_type: string
  readonly subject_id: ObjectId
}

/** The subject, if it is there and the viewer may see it. */
export async function visibleSubject(
  db: Db,
  { subject_type, subject_id }: SubjectReference,
  viewer: Viewer,
): Promise<SubjectView | undefined> {
  const visible = await subjectOf(subject_type).load(db, [subject_id], viewer)
  return visible.get(subject_id.toHexString())
}
