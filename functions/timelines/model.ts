import * as z from 'zod'
import { collection, date, type DocumentOf, objectId } from '../../shared/store/collection.ts'

/** Who follows more authors that are merged than this has a timeline that holds nothing: all of it is read when it is asked for. */
export const mostMerged = 2_000

/**
 * A home timeline and how much of it is written down. What it does not surely hold is read where it is published, so that
 * an entry too many does no harm and one too few is never relied upon.
 */
export const Timelines = collection(
  'timelines',
  {
    _id: objectId,
    user_id: objectId,
    /** One that is dropped is read and written no more; whoever returns gets another one. */
    status: z.enum(['live', 'dropped']),
    /** What was followed up to here is in the entries or in `merged`; null while nothing is. */
    settled_through: date.nullable(),
    /** Followed authors whose posts are looked up when it is read, of those followed up to `settled_through`. */
    merged: z.array(objectId).max(mostMerged),
    /** The place of the oldest entry that counts, and since when; null while the entries reach back to the beginning. */
    floor: z.object({ published_at: date, post_id: objectId, at: date }).nullable(),
    /** Grows with every change of the above, so that one who has read can tell. */
    revision: z.int(),
    /** When it was last asked that it be settled. */
    wanted_at: date,
    tended_at: date,
  },
  {
    indexes: [
      { key: { user_id: 1 }, unique: true, partial: { status: 'live' }, serves: 'get-timeline; fan-out-post: who among followers has one' },
      { key: { status: 1, tended_at: 1 }, serves: 'tend-timelines' },
    ],
    shard_key: { user_id: 1 },
    outbox: true,
  },
)

export type Timeline = DocumentOf<typeof Timelines>

/** Where posts and reposts stand in timelines. Who may see them is asked when they are read. */
export const TimelineEntries = collection(
  'timeline_entries',
  {
    _id: objectId,
    timeline_id: objectId,
    post_id: objectId,
    author_id: objectId,
    published_at: date,
    /** What is reposted; null in the entry of a post. */
    original_id: objectId.nullable(),
  },
  {
    indexes: [
      { key: { timeline_id: 1, published_at: -1, post_id: -1 }, unique: true, serves: 'get-timeline; fan-out-post: once for each timeline' },
      {
        key: { timeline_id: 1, original_id: 1 },
        partial: { original_id: { $type: 'objectId' } },
        serves: 'get-timeline: which repost of a post is the first',
      },
    ],
    shard_key: { timeline_id: 1 },
  },
)

export type TimelineEntry = DocumentOf<typeof TimelineEntries>

/** Authors who have, or once had, too many followers for their posts to be written to each. */
export const TimelineAuthors = collection(
  'timeline_authors',
  { _id: objectId, is_merged: z.boolean(), changed_at: date },
  {
    indexes: [{ key: { changed_at: 1 }, serves: 'get-timeline: whose way has changed since a timeline was settled' }],
    shard_key: { _id: 'hashed' },
  },
)

/** The order of the entries of a timeline. */
export const entriesNewestFirst = { published_at: -1, post_id: -1 } as const

/** A timeline that holds nothing yet. */
export function newTimeline(ids: Pick<Timeline, '_id' | 'user_id'>, now: Date): Timeline {
  return { ...ids, status: 'live', settled_through: null, merged: [], floor: null, revision: 0, wanted_at: now, tended_at: now }
}
