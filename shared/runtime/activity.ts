import type { ObjectId } from 'mongodb'
import { collection, date, objectId } from '../store/collection.ts'
import type { Db } from '../store/database.ts'

/** When each user was last seen, to the minute, and the last two UTC days on which they were. */
export const Activity = collection(
  'activity',
  { _id: objectId, last_active_at: date, active_on: date, active_before: date.nullable() },
  {
    indexes: [
      { key: { active_on: 1 }, serves: 'get-site-analytics: active users of a day' },
      { key: { active_before: 1 }, serves: 'get-site-analytics: active users of yesterday, of whom some came back today' },
    ],
    shard_key: { _id: 'hashed' },
  },
)

const intervalMs = 60_000
const dayMs = 86_400_000
const remembered = 10_000
const touched = new Map<string, number>()

/** Notes that a user is active; stores it at most once a minute. */
export async function touch(db: Db, userId: ObjectId, now: Date): Promise<void> {
  const key = userId.toHexString()
  const time = now.getTime()
  const day = Math.floor(time / dayMs) * dayMs
  const last = touched.get(key) ?? 0
  if (last >= day && time - last < intervalMs) return
  if (touched.size >= remembered) touched.clear()
  touched.set(key, time)
  const active_on = new Date(day)
  const isNewDay = { $lt: ['$active_on', active_on] }
  const change = {
    last_active_at: { $max: ['$last_active_at', now] },
    active_on: { $max: ['$active_on', active_on] },
    active_before: { $ifNull: [{ $cond: [isNewDay, '$active_on', '$active_before'] }, null] },
  }
  await db.update(Activity, userId, [{ $set: change }], { upsert: true })
}

/** When users were last seen, by id in hex. */
export async function lastActive(db: Db, userIds: readonly ObjectId[]): Promise<Map<string, Date>> {
  const seen = await db.find(Activity, { _id: { $in: [...userIds] } })
  return new Map(seen.map(({ _id, last_active_at }) => [_id.toHexString(), last_active_at]))
}
