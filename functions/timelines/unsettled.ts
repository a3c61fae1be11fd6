import type { Filter, ObjectId } from 'mongodb'
import type { DocumentOf } from '../../shared/store/collection.ts'
import type { Db } from '../../shared/store/database.ts'
import { Follows } from '../graph/public.ts'
import { type Timeline, TimelineAuthors } from './model.ts'

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
  const of = { follower_id: user_id, status: 'accepted' as const }
  const lately = { ...of, at: { $gt: settled_through } }
  const among = (followees: readonly ObjectId[]) => (followees.length > 0 ? [{ ...of, followee_id: { $in: [...followees] } }] : [])
  const [follows, changed] = await Promise.all([
    followsIn(db, [lately, ...among(merged)]),
    db.find(TimelineAuthors, { changed_at: { $gt: settled_through } }, { fields: { _id: 1 } }),
  ])
  const further = changed.length > 0 ? await followsIn(db, among(changed.map(({ _id }) => _id))) : []
  const distinctFollows = new Map([...follows, ...further].map((follow) => [follow.id.toHexString(), follow]))
  return { follows: [...distinctFollows.values()], changes: changed.length }
}

async function followsIn(db: Db, either: readonly Filter<DocumentOf<typeof Follows>>[]): Promise<Followed[]> {
  const found = await db.find(Follows, { $or: [...either] }, { fields: { followee_id: 1, at: 1 } })
  return found.map(({ followee_id, at }) => ({ id: followee_id, at }))
}
