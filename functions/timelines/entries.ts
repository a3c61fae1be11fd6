import { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { isDuplicateAlone } from '../../shared/store/faults.ts'
import { TimelineEntries, type TimelineEntry } from './model.ts'

/** Where a post or repost stands among what its author has published. */
export type Listing = Omit<TimelineEntry, '_id' | 'timeline_id'>

/** The entry of a post or repost in a timeline. */
export function entryIn(timeline_id: ObjectId, { post_id, author_id, published_at, original_id }: Listing): TimelineEntry {
  return { _id: new ObjectId(), timeline_id, post_id, author_id, published_at, original_id }
}

/** Inserts entries, but not those that are there already. */
export async function insertMissing(db: Db, entries: readonly TimelineEntry[]): Promise<void> {
  try {
    await db.bulk(TimelineEntries, entries.map((document) => ({ insertOne: { document } })))
  } catch (error) {
    if (!isDuplicateAlone(error)) throw error
  }
}
