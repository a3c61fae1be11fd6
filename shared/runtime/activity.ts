import type { ObjectId } from 'mongodb'
import { collection, date, objectId } from '../store/collection.ts'
import type { Db } from '../store/database.ts'

/** When each user was last seen, to the minute. */
export const Activity = collection('activity', { _id: objectId, last_active_at: date }, { shard_key: { _id: 'hashed' } })

const intervalMs = 60_000
const remembered = 10_000
const touched = new Map<string, number>()

/** Notes that a user is active; stores it at most once a minute. */
export async function touch(db: Db, userId: ObjectId, now: Date): Promise<void> {
  const key = userId.toHexString()
  const time = now.getTime()
  if (time - (touched.get(key) ?? 0) < intervalMs) return
  if (touched.size >= remembered) touched.clear()
  touched.set(key, time)
  await db.update(Activity, userId, { $max: { last_active_at: now } }, { upsert: true })
}

/** When users were last seen, by id in hex. */
export async function lastActive(db: Db, userIds: readonly ObjectId[]): Promise<Map<string, Date>> {
  const seen = await db.find(Activity, { _id: { $in: [...userIds] } })
  return new Map(seen.map(({ _id, last_active_at }) => [_id.toHexString(), last_active_at]))
}
