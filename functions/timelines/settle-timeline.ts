import type { ObjectId } from 'mongodb'
import { eachEvent } from '../../shared/runtime/worker.ts'
import type { Db } from '../../shared/store/database.ts'
import { type Candidate, isAbove, newestOf, positionOf } from './candidates.ts'
import { settleTimeline } from './contract.ts'
import { entryIn, insertMissing } from './entries.ts'
import { mergedAmong } from './fan-out-authors.ts'
import { mostMerged, type Timeline, Timelines } from './model.ts'
import { timelineSettings } from './settings.ts'
import { settlingMs, unsettledOf } from './unsettled.ts'

/**
 * Writes to a timeline what it may lack, and notes from when on it lacks nothing. Authors are asked for before their posts
 * are read: whoever is written to timelines then writes what comes later, and what came before is read here.
 */
export const handler = eachEvent(settleTimeline, async ({ event, db, now }) => {
  const timeline = await db.get(Timelines, { _id: event.data.timeline_id, status: 'live' })
  if (!timeline) return
  const { follows } = await unsettledOf(db, timeline)
  const isMerged = await mergedAmong(db, follows.map(({ id }) => id))
  const merged = follows.filter(({ id }) => isMerged.has(id.toHexString())).map(({ id }) => id)
  if (merged.length > mostMerged) return
  const written = follows.filter(({ id }) => !isMerged.has(id.toHexString())).map(({ id }) => id)

  const floor = (await backFill(db, timeline, written, now)) ?? timeline.floor
  const { _id, user_id, revision } = timeline
  const settled_through = new Date(Math.max(now.getTime() - settlingMs, timeline.settled_through?.getTime() ?? 0))
  const settled = { settled_through, merged, floor, revision: revision + 1 }
  const changed = await db.update(Timelines, { _id, user_id, status: 'live', revision }, settled)
  if (!changed && (await db.get(Timelines, { _id, user_id, status: 'live' }))) throw new Error('The timeline has changed meanwhile')
})

/** Writes the newest posts of these authors. Where there are more than a timeline keeps, returns its new floor. */
async function backFill(db: Db, { _id, floor }: Timeline, authors: readonly ObjectId[], now: Date): Promise<Timeline['floor'] | undefined> {
  const { TIMELINE_LENGTH: length } = timelineSettings()
  const newest = await newestOf(db, authors, { limit: length + 1, ...(floor && { since: floor.published_at }) })
  const found = floor ? newest.filter((post) => !isAbove([floor.published_at, floor.post_id], positionOf(post))) : newest
  await insertMissing(db, found.map((post) => entryOf(_id, post)))
  const last = found[length]
  return last && { published_at: last.published_at, post_id: last._id, at: now }
}

function entryOf(timeline_id: ObjectId, { _id, user_id, published_at, repost_of_id }: Candidate) {
  return entryIn(timeline_id, { post_id: _id, author_id: user_id, published_at, original_id: repost_of_id })
}
