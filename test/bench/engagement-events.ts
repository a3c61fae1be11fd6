import { ObjectId } from 'mongodb'
import { bookmarkCreated, commentCreated, likeCreated, likeRemoved, shareCreated, viewRecorded } from '../../functions/engagement/contract.ts'
import type { CountName } from '../../shared/subjects.ts'
import { messageOf, type Message } from '../functions/analytics/deliver.ts'

/** A busy two days: who wrote what, and what readers do with it. */
export interface Readership {
  readonly authors: readonly ObjectId[]
  readonly articles: readonly { readonly id: ObjectId; readonly owner_id: ObjectId }[]
}

const authorsCount = 100
const articlesCount = 500
const hosts = [null, 'www.google.com', 'news.ycombinator.com', 'example.org', 't.co']
const begin = Date.UTC(2026, 2, 1)
const spanMs = 2 * 86_400_000

export function newReadership(): Readership {
  const authors = Array.from({ length: authorsCount }, () => new ObjectId())
  const articles = Array.from({ length: articlesCount }, (_, at) => ({ id: new ObjectId(), owner_id: authors[at % authorsCount] as ObjectId }))
  return { authors, articles }
}

/** Events in the order in which they happen, one in twenty of them delivered twice, and what they add up to. */
export function engagementMessages({ articles }: Readership, total: number): { messages: Message[]; sums: Partial<Record<CountName, number>> } {
  const messages: Message[] = []
  const sums: Partial<Record<CountName, number>> = {}
  const add = (name: CountName, by: number) => {
    sums[name] = (sums[name] ?? 0) + by
  }
  for (let at = 0; at < total; at += 1) {
    if (at % 20 === 19) {
      messages.push(messages[at - 7] as Message)
      continue
    }
    // A few things are read by most people: the square of an even spread favours the first ones.
    const article = articles[Math.floor(spread(at) ** 2 * articles.length)] as Readership['articles'][number]
    const happened = new Date(begin + Math.floor((at / total) * spanMs))
    const act = { subject_type: 'articles', subject_id: article.id, owner_id: article.owner_id, user_id: new ObjectId() }
    messages.push(messageOf(eventAt(at % 10, act, happened, add), undefined, happened))
  }
  return { messages, sums }
}

type Act = Parameters<typeof likeCreated>[0] extends infer Like ? Omit<Like, 'like_id' | 'liked_at'> : never

function eventAt(kind: number, act: Act, at: Date, add: (name: CountName, by: number) => void) {
  const _id = new ObjectId()
  if (kind < 2) {
    add('likes', 1)
    return likeCreated({ ...act, like_id: _id, liked_at: at })
  }
  if (kind === 2) {
    add('likes', -1)
    return likeRemoved({ ...act, like_id: _id, liked_at: at })
  }
  if (kind === 3) {
    add('bookmarks', 1)
    return bookmarkCreated({ ...act, bookmark_id: _id, bookmarked_at: at })
  }
  if (kind === 4) {
    add('shares', 1)
    return shareCreated({ ...act, share_id: _id, platform: 'link', shared_at: at })
  }
  if (kind === 5) {
    add('comments', 1)
    const thread = { parent_id: null, parent_user_id: null, thread_id: null, mentioned_ids: [] }
    return commentCreated({ ...act, ...thread, comment_id: _id, commented_at: at })
  }
  const is_unique = kind % 2 === 0
  add('views', 1)
  if (is_unique) add('unique_views', 1)
  return viewRecorded({ ...act, is_unique, referrer_host: hosts[kind % hosts.length] ?? null, viewed_at: at })
}

/** Numbers from 0 to below 1, the same ones in every run (multiplicative hashing by the golden ratio). */
function spread(at: number): number {
  return (at * 0.618_033_988_749_895) % 1
}
