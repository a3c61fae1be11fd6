import type { Filter, ObjectId } from 'mongodb'
import type { DocumentOf } from '../../shared/store/collection.ts'
import type { Db } from '../../shared/store/database.ts'
import { Follows } from '../graph/public.ts'
import { distinct, type Timeline, TimelineAuthors } from './model.ts'

/**
 * Facts younger than this are never taken as settled. It is longer than any function runs, and than clocks differ: what
 * will one day be stored with a time before it is there by then, and whoever acts upon what was there before has finished.
 */
export const settlingMs = 2 * 60_000

interface Followed {
  readonly id: ObjectId
  readonly at: Date
}

/** What of a timeline is not surely written down. */
export interface Unsettled {
  /** Followed people whose posts the entries may lack. */
  readonly follows: readonly Followed[]
  /** How many authors have come to be merged, or to be written, since it was settled. */
  readonly changes: number
}

/** Everyone whom somebody follows. */
export async function followsOf(db: Db, follower_id: ObjectId): Promise<Followed[]> {
  return followsIn(db, [{ follower_id, status: 'accepted' }])
}

/**
 * Whose posts a timeline may lack: those of people followed since it was settled, of authors whose way has changed since,
 * and of those who are merged. Nobody who is not followed now is among them.
 */
export async function unsettledOf(db: Db, { user_id, merged, settled_through }: Timeline): Promise<Unsettled> {
  if (!settled_through) return { follows: await followsOf(db, user_id), changes: 0 }
  const changed = await db.find(TimelineAuthors, { changed_at: { $gt: settled_through } }, { fields: { _id: 1 } })
  const named = distinct([...merged, ...changed.map(({ _id }) => _id)])
  const lately = { follower_id: user_id, status: 'accepted' as const, at: { $gt: settled_through } }
  const among = { follower_id: user_id, status: 'accepted' as const, followee_id: { $in: named } }
  return { follows: await followsIn(db, named.length > 0 ? [lately, among] : [lately]), changes: changed.length }
}

async function followsIn(db: Db, either: readonly Filter<DocumentOf<typeof Follows>>[]): Promise<Followed[]> {
  const found = await db.find(Follows, { $or: [...either] }, { fields: { followee_id: 1, at: 1 } })
  return found.map(({ followee_id, at }) => ({ id: followee_id, at }))
}
