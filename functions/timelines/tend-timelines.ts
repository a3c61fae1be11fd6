import { lastActive } from '../../shared/runtime/activity.ts'
import { schedule } from '../../shared/runtime/schedule.ts'
import { after } from '../../shared/store/cursor.ts'
import type { Db } from '../../shared/store/database.ts'
import { tendTimelines } from './contract.ts'
import { entriesNewestFirst, type Timeline, TimelineEntries, Timelines } from './model.ts'
import { timelineSettings } from './settings.ts'

const dayMs = 86_400_000
// How long whoever has read a timeline may still rely on it.
const readingMs = 60_000
const tendedEveryMs = 6 * 3_600_000
const pageSize = 200
const longestRunMs = 40_000

/** Tends the timelines that were not tended for longest. What a run leaves the next one takes up. */
export const handler = schedule(tendTimelines, async ({ db, now }) => {
  const began = performance.now()
  const counts = { tended: 0, dropped: 0, removed: 0 }
  for (let isMore = true; isMore && performance.now() - began < longestRunMs; ) {
    const due = { status: 'live' as const, tended_at: { $lte: new Date(now.getTime() - tendedEveryMs) } }
    const timelines = await db.find(Timelines, due, { sort: { tended_at: 1 }, limit: pageSize })
    const idle = await idleAmong(db, timelines, now)
    for (const timeline of timelines) await (idle.has(timeline) ? drop(db, timeline, now) : shorten(db, timeline, now))
    counts.tended += timelines.length
    counts.dropped += idle.size
    isMore = timelines.length === pageSize
  }
  counts.removed = await removeDropped(db, now)
  return counts
})

async function idleAmong(db: Db, timelines: readonly Timeline[], now: Date): Promise<Set<Timeline>> {
  const since = new Date(now.getTime() - timelineSettings().TIMELINE_IDLE_DAYS * dayMs)
  const active = await lastActive(db, timelines.map(({ user_id }) => user_id))
  return new Set(timelines.filter(({ user_id, wanted_at }) => wanted_at < since && (active.get(user_id.toHexString()) ?? wanted_at) < since))
}

/** From now on it is read and written no more; its entries go with a later run, when nobody is reading them. */
async function drop(db: Db, { _id, user_id, wanted_at }: Timeline, now: Date): Promise<void> {
  await db.update(Timelines, { _id, user_id, status: 'live', wanted_at }, { status: 'dropped', tended_at: now })
}

/** Removes what has long been below the floor, then raises the floor. Whoever reads at this moment misses nothing. */
async function shorten(db: Db, { _id, user_id, floor, revision }: Timeline, now: Date): Promise<void> {
  if (floor && now.getTime() - floor.at.getTime() > readingMs) {
    await db.removeMany(TimelineEntries, { timeline_id: _id, ...after([floor.published_at, floor.post_id], entriesNewestFirst) })
  }
  const [lowest] = await db.aggregate<{ published_at: Date; post_id: Timeline['_id'] }>(TimelineEntries, [
    { $match: { timeline_id: _id } },
    { $sort: entriesNewestFirst },
    { $skip: timelineSettings().TIMELINE_LENGTH },
    { $limit: 1 },
    { $project: { _id: 0, published_at: 1, post_id: 1 } },
  ])
  const raised = lowest && { floor: { ...lowest, at: now }, revision: revision + 1 }
  await db.update(Timelines, { _id, user_id, status: 'live', revision }, { ...raised, tended_at: now })
}

async function removeDropped(db: Db, now: Date): Promise<number> {
  const due = { status: 'dropped' as const, tended_at: { $lte: new Date(now.getTime() - readingMs) } }
  const dropped = await db.find(Timelines, due, { sort: { tended_at: 1 }, limit: pageSize, fields: { user_id: 1 } })
  for (const { _id, user_id } of dropped) {
    await db.removeMany(TimelineEntries, { timeline_id: _id })
    await db.remove(Timelines, { _id, user_id })
  }
  return dropped.length
}
