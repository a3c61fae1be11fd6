import type { Db } from '../../shared/store/database.ts'
import type { Sources } from './candidates.ts'
import { timelineWanted } from './contract.ts'
import { newTimeline, type Timeline, Timelines } from './model.ts'
import { followsOf, settlingMs, type Unsettled, unsettledOf } from './unsettled.ts'

/**
 * Where a user's timeline is read from. Who has none gets one that holds nothing yet, and is written to from now on; what
 * it lacks is asked for, and looked up until then.
 */
export async function openTimeline(db: Db, ids: Pick<Timeline, '_id' | 'user_id'>, now: Date): Promise<Sources> {
  const { user_id } = ids
  const timeline = (await db.get(Timelines, { user_id, status: 'live' })) ?? (await beginTimeline(db, ids, now))
  const unsettled = await unsettledOf(db, timeline)
  if (isWorthSettling(timeline, unsettled, now)) await wantTimeline(db, timeline, now)
  const merged = [user_id, ...unsettled.follows.map(({ id }) => id)]
  const everyone = async () => [user_id, ...(await followsOf(db, user_id)).map(({ id }) => id)]
  return { timeline, merged, everyone: timeline.settled_through ? everyone : () => Promise.resolve(merged) }
}

async function beginTimeline(db: Db, ids: Pick<Timeline, '_id' | 'user_id'>, now: Date): Promise<Timeline> {
  const timeline = newTimeline(ids, now)
  const key = { user_id: ids.user_id, status: 'live' as const }
  const { document } = await db.insertOnce(Timelines, key, timeline, { emit: [timelineWanted({ timeline_id: ids._id })] })
  return document
}

const askedEveryMs = 60_000
const mostChanges = 20

function isWorthSettling({ settled_through, merged, wanted_at }: Timeline, { follows, changes }: Unsettled, now: Date): boolean {
  if (now.getTime() - wanted_at.getTime() < askedEveryMs) return false
  if (!settled_through || changes > mostChanges) return true
  const old = new Date(now.getTime() - settlingMs)
  const isMerged = new Set(merged.map((id) => id.toHexString()))
  return follows.some(({ id, at }) => at > settled_through && at <= old && !isMerged.has(id.toHexString()))
}

/** Asks once, of many readers at the same time. */
async function wantTimeline(db: Db, { _id, user_id, wanted_at }: Timeline, now: Date): Promise<void> {
  await db.update(Timelines, { _id, user_id, wanted_at }, { wanted_at: now }, { emit: [timelineWanted({ timeline_id: _id })] })
}
