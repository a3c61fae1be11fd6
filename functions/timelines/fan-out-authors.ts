import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { Users } from '../profiles/public.ts'
import { TimelineAuthors } from './model.ts'
import { timelineSettings } from './settings.ts'

// Whoever has come to be merged stays so until a tenth of the followers below the limit has gone.
const hysteresis = 0.9

/**
 * Whether an author's posts are written to timelines now. Where that changes it is stored before anyone acts upon it: a
 * reader who begins after a post was not written finds that its author is merged.
 */
export async function isFannedOut(db: Db, author_id: ObjectId, now: Date): Promise<boolean> {
  const { TIMELINE_FANOUT_LIMIT: limit } = timelineSettings()
  const [author, known] = await Promise.all([
    db.get(Users, author_id, { fields: { counts: 1 } }),
    db.get(TimelineAuthors, author_id),
  ])
  const wasMerged = known?.is_merged ?? false
  const is_merged = (author?.counts.followers ?? 0) >= (wasMerged ? limit * hysteresis : limit)
  if (is_merged !== wasMerged) {
    await db.update(TimelineAuthors, author_id, { $set: { is_merged }, $max: { changed_at: now } }, { upsert: true })
  }
  return !is_merged
}

/** Those of these authors whose posts are looked up when a timeline is read. */
export async function mergedAmong(db: Db, authors: readonly ObjectId[]): Promise<Set<string>> {
  if (authors.length === 0) return new Set()
  const merged = await db.find(TimelineAuthors, { _id: { $in: [...authors] }, is_merged: true }, { fields: { _id: 1 } })
  return new Set(merged.map(({ _id }) => _id.toHexString()))
}
