import type { Filter, ObjectId } from 'mongodb'
import { after, type Position } from '../../shared/store/cursor.ts'
import type { Db } from '../../shared/store/database.ts'
import { newestFirst, type PostDocument, Posts } from '../posts/public.ts'
import { entriesNewestFirst, type Timeline, TimelineEntries } from './model.ts'

/** A post or repost by its place in a list, before anyone has asked whether it is there and who may see it. */
export interface Candidate extends Pick<PostDocument, '_id' | 'user_id' | 'repost_of_id'> {
  readonly published_at: Date
}

/** Where a timeline is read from. */
export interface Sources {
  readonly timeline: Timeline
  /** Whose posts are looked up beside the entries. */
  readonly merged: readonly ObjectId[]
  /** Whose posts are looked up where no entries are relied upon: the owner's and those of everyone followed. */
  everyone(): Promise<readonly ObjectId[]>
}

/** What comes next, the newest first, and the position behind which nothing of it has been looked at; `null` at the end. */
export interface Stretch {
  readonly candidates: readonly Candidate[]
  readonly end: Position | null
}

/** What may come next in a timeline after `position`, about `limit` of it and nothing left out. */
export async function candidatesAfter(db: Db, sources: Sources, position: Position | undefined, limit: number): Promise<Stretch> {
  const { timeline, merged } = sources
  const floor = timeline.floor && ([timeline.floor.published_at, timeline.floor.post_id] as const)
  if (!timeline.settled_through || (floor && position && !isAbove(position, floor))) {
    return stretchOf(await newestOf(db, await sources.everyone(), { position, limit }), limit, null)
  }
  const [held, published] = await Promise.all([entriesAfter(db, timeline._id, position, limit), newestOf(db, merged, { position, limit })])
  const found = new Map([...held, ...published].map((candidate) => [candidate._id.toHexString(), candidate]))
  const above = Array.from(found.values()).filter((candidate) => !floor || !isAbove(floor, positionOf(candidate)))
  return stretchOf(above.toSorted(byPlace).slice(0, limit), limit, floor)
}

/** The place of a candidate in the list. */
export function positionOf({ published_at, _id }: Pick<Candidate, 'published_at' | '_id'>): Position {
  return [published_at, _id]
}

/** A full stretch goes on behind its last candidate, any other one where its sources end. */
function stretchOf(candidates: readonly Candidate[], limit: number, end: Position | null): Stretch {
  const last = candidates.at(-1)
  return { candidates, end: last && candidates.length >= limit ? positionOf(last) : end }
}

async function entriesAfter(db: Db, timeline_id: ObjectId, position: Position | undefined, limit: number): Promise<Candidate[]> {
  const filter = { timeline_id, ...(position && after(position, entriesNewestFirst)) }
  const entries = await db.find(TimelineEntries, filter, { sort: entriesNewestFirst, limit })
  return entries.map(({ post_id, author_id, published_at, original_id }) => {
    return { _id: post_id, user_id: author_id, published_at, repost_of_id: original_id }
  })
}

interface Span {
  readonly position?: Position | undefined
  readonly limit: number
  /** What is older is left out. */
  readonly since?: Date | undefined
}

// The server merges the scans of so many authors in order; of many more it would sort everything they have published.
const scannedAtOnce = 100

const fields = { user_id: 1, published_at: 1, repost_of_id: 1 } as const

/** The newest that these authors have published after `position`, whoever may see it. */
export async function newestOf(db: Db, authors: readonly ObjectId[], { position, limit, since }: Span): Promise<readonly Candidate[]> {
  let newest: readonly Candidate[] = []
  for (let at = 0; at < authors.length; at += scannedAtOnce) {
    const oldest = newest.length < limit ? since : newest.at(-1)?.published_at
    const found = await newestOfFew(db, authors.slice(at, at + scannedAtOnce), { position, limit, since: oldest })
    newest = newest.concat(found).toSorted(byPlace).slice(0, limit)
  }
  return newest
}

async function newestOfFew(db: Db, authors: readonly ObjectId[], { position, limit, since }: Span): Promise<Candidate[]> {
  const between = [position ? after(position, newestFirst) : {}, since ? { published_at: { $gte: since } } : {}]
  const filter = { user_id: { $in: [...authors] }, status: 'published', $and: between } as Filter<PostDocument>
  const found = await db.find(Posts, filter, { sort: newestFirst, limit, fields })
  return found.flatMap(({ published_at, ...post }) => (published_at ? [{ ...post, published_at }] : []))
}

function byPlace(one: Candidate, other: Candidate): number {
  return other.published_at.getTime() - one.published_at.getTime() || compareIds(other._id, one._id)
}

function compareIds(one: ObjectId, other: ObjectId): number {
  return Buffer.compare(one.id, other.id)
}

/** Whether the first of two positions comes before the other in the list. */
export function isAbove([at, id]: Position, [floorAt, floorId]: Position): boolean {
  const ahead = (at as Date).getTime() - (floorAt as Date).getTime()
  return ahead > 0 || (ahead === 0 && compareIds(id as ObjectId, floorId as ObjectId) > 0)
}
