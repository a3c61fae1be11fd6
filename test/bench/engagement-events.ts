import { ObjectId } from 'mongodb'
import { bookmarkCreated, commentCreated, likeCreated, likeRemoved, shareCreated, viewRecorded } from '../../functions/engagement/contract.ts'
import type { EventInstance } from '../../shared/contract/event.ts'
import type { CountName } from '../../shared/subjects.ts'
import { messageOf, type Message } from '../support/messages.ts'
import { daysAgo } from '../functions/analytics/recent.ts'
import type { Readership } from './readership.ts'

type Counts = Partial<Record<CountName, number>>

const hosts = [null, 'www.google.com', 'news.ycombinator.com', 'example.org', 't.co']
const begin = daysAgo(3).getTime()
const spanMs = 2 * 86_400_000

/** A hundred acts of readers, of which so many are likes, and one is a like taken back. */
export interface Mix {
  readonly likes: number
}

/** Two busy days as a queue delivers them, one message in twenty for the second time, and what all of it adds up to. */
export function engagementMessages({ articles }: Readership, total: number, mix: Mix): { messages: Message[]; sums: Counts } {
  const messages: Message[] = []
  const sums: Counts = {}
  for (let at = 0; at < total; at += 1) {
    if (at % 20 === 19) {
      // From the same batch, or from one that was counted before.
      messages.push(messages[Math.floor(at * (at % 3 === 0 ? 0.98 : 0.5))] as Message)
      continue
    }
    // A few things are read by most people: the square of an even spread favours the first ones.
    const { id, owner_id } = articles[Math.floor(spread(at) ** 2 * articles.length)] as Readership['articles'][number]
    const happened = new Date(begin + Math.floor((at / total) * spanMs))
    const { event, counts } = happening(Math.floor(spread(at * 7) * 100) - mix.likes, { subject_type: 'articles', subject_id: id, owner_id, user_id: new ObjectId() }, happened)
    messages.push(messageOf(event, { at: happened }))
    for (const [name, by] of Object.entries(counts) as [CountName, number][]) sums[name] = (sums[name] ?? 0) + by
  }
  return { messages, sums }
}

type Act = Pick<Parameters<typeof likeCreated>[0], 'subject_type' | 'subject_id' | 'owner_id' | 'user_id'>

/** Behind the likes comes one that is taken back, then three bookmarks, two shares and three comments; the rest is looking. */
function happening(behindLikes: number, act: Act, at: Date): { event: EventInstance; counts: Counts } {
  const _id = new ObjectId()
  if (behindLikes < 0) return { event: likeCreated({ ...act, like_id: _id, liked_at: at }), counts: { likes: 1 } }
  if (behindLikes < 1) return { event: likeRemoved({ ...act, like_id: _id, liked_at: at }), counts: { likes: -1 } }
  if (behindLikes < 4) return { event: bookmarkCreated({ ...act, bookmark_id: _id, bookmarked_at: at }), counts: { bookmarks: 1 } }
  if (behindLikes < 6) return { event: shareCreated({ ...act, share_id: _id, platform: 'link', shared_at: at }), counts: { shares: 1 } }
  if (behindLikes < 9) {
    const thread = { parent_id: null, parent_user_id: null, thread_id: null, mentioned_ids: [] }
    return { event: commentCreated({ ...act, ...thread, comment_id: _id, commented_at: at }), counts: { comments: 1 } }
  }
  const is_unique = behindLikes % 2 === 0
  const referrer_host = hosts[behindLikes % hosts.length] ?? null
  return {
    event: viewRecorded({ ...act, is_unique, referrer_host, viewed_at: at }),
    counts: is_unique ? { views: 1, unique_views: 1 } : { views: 1 },
  }
}

/** Numbers from 0 to below 1, the same ones in every run (multiplicative hashing by the golden ratio). */
function spread(at: number): number {
  return (at * 0.618_033_988_749_895) % 1
}
