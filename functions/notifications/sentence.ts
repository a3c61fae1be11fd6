import type { NotificationType } from './contract.ts'
import type { Entry } from './model.ts'

interface Told {
  readonly type: NotificationType
  readonly notice: Entry['notice']
  readonly subject_type: string
  /** The subject's title, where the recipient may see it. */
  readonly title: string | undefined
  /** Names of the latest actors, the latest first; who is not there any more has none. */
  readonly names: readonly (string | undefined)[]
  readonly actors_count: number
}

/** An entry in plain English: `Ada and 3 others liked your article “On Engines”`. */
export function sentence({ type, notice, subject_type, title, names, actors_count }: Told): string {
  const who = people(names, actors_count)
  const noun = nounOf(subject_type)
  const named = title === undefined || title === '' ? '' : ` “${title}”`
  switch (type) {
    case 'like':
      return `${who} liked your ${noun}${named}`
    case 'comment':
      return `${who} commented on your ${noun}${named}`
    case 'reply':
      return `${who} replied to your ${noun}${named}`
    case 'mention':
      return `${who} mentioned you in ${withArticle(noun)}${named}`
    case 'share':
      return `${who} shared your ${noun}${named}`
    case 'system':
      return notice === 'publication_failed' ? `Your ${noun}${named} could not be published at its planned time` : `News about your ${noun}${named}`
  }
}

function people([first = 'Someone', second = 'someone else']: Told['names'], count: number): string {
  if (count <= 1) return first
  return count === 2 ? `${first} and ${second}` : `${first} and ${count - 1} others`
}

/** `forum-posts` as `forum post`. */
function nounOf(subjectType: string): string {
  return subjectType.replace(/s$/, '').replaceAll('-', ' ')
}

function withArticle(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`
}
