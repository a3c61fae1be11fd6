import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { Follows } from './model.ts'

type Pair = readonly [ObjectId, ObjectId]

/** Takes the place of whatever either follows or asks of the other, so that neither can follow. Only in a transaction. */
export async function bar(db: Db, pair: Pair, now: Date): Promise<void> {
  for (const edge of bothWays(pair)) await db.update(Follows, edge, { status: 'barred', at: now }, { upsert: true })
}

/** Lets both follow again. Only in a transaction. */
export async function unbar(db: Db, pair: Pair): Promise<void> {
  for (const edge of bothWays(pair)) await db.remove(Follows, { ...edge, status: 'barred' })
}

/** What two people follow or ask of each other. */
export async function followsBetween(db: Db, pair: Pair) {
  return db.find(Follows, { $or: bothWays(pair), status: { $ne: 'barred' } })
}

function bothWays([one, other]: Pair) {
  return [
    { follower_id: one, followee_id: other },
    { follower_id: other, followee_id: one },
  ]
}
