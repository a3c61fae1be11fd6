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

type Phrase = (who: string, noun: string) => string

const acts: Record<Exclude<NotificationType, 'system'>, Phrase> = {
  follow: (who) => `${who} followed you`,
  follow_request: (who) => `${who} asked to follow you`,
  follow_accepted: (who) => `${who} accepted that you follow them`,
  like: (who, noun) => `${who} liked your ${noun}`,
  comment: (who, noun) => `${who} commented on your ${noun}`,
  reply: (who, noun) => `${who} replied to your ${noun}`,
  mention: (who, noun) => `${who} mentioned you in ${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`,
  share: (who, noun) => `${who} shared your ${noun}`,
  repost: (who, noun) => `${who} reposted your ${noun}`,
  quote: (who, noun) => `${who} quoted your ${noun}`,
  article_published: (who, noun) => `${who} published a new ${noun}`,
}

/** An entry in plain English: `Ada and 3 others liked your article “On Engines”`. */
export function sentence({ type, notice, subject_type, title, names, actors_count }: Told): string {
  const noun = nounOf(subject_type)
  const named = title ? ` “${title}”` : ''
  if (type !== 'system') return `${acts[type](people(names, actors_count), noun)}${named}`
  return notice === 'publication_failed' ? `Your ${noun}${named} could not be published when it was due` : `Your ${noun}${named} has news`
}

function people([first = 'Someone', second = 'someone else']: Told['names'], count: number): string {
  if (count <= 1) return first
  return count === 2 ? `${first} and ${second}` : `${first} and ${count - 1} others`
}

/** `forum-posts` as `forum post`. */
function nounOf(subjectType: string): string {
  return subjectType.replace(/s$/, '').replaceAll('-', ' ')
}
