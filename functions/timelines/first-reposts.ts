import type { ObjectId } from 'mongodb'
import { distinct } from '../../shared/store/ids.ts'
import { type PostDocument, Posts, Reposts, visiblePosts } from '../posts/public.ts'
import { hearing } from './hearing.ts'
import { TimelineEntries } from './model.ts'
import type { Reading } from './reading.ts'

/** A repost by its place. */
interface Repost {
  readonly _id: ObjectId
  readonly user_id: ObjectId
  readonly original_id: ObjectId
  readonly at: Date
}

/**
 * Those of `reposts`, as ids in hex, that give their post its place: no earlier one of it is shown in this timeline. They
 * have to be shown themselves but for that.
 */
export async function firstReposts(reading: Reading, reposts: readonly PostDocument[]): Promise<Set<string>> {
  if (reposts.length === 0) return new Set()
  const asked = firstOfEach(reposts.flatMap(asRepost))
  const rivals = firstOfEach([...asked.values(), ...(await shownRivals(reading, asked))])
  return new Set(Array.from(rivals.values(), ({ _id }) => _id.toHexString()))
}

/** Reposts of the same posts that are shown, and earlier than the ones asked about. */
async function shownRivals(reading: Reading, asked: ReadonlyMap<string, Repost>): Promise<Repost[]> {
  const { db, user } = reading
  const earlier = (await repostsOf(reading, Array.from(asked.values()))).filter((repost) => {
    const first = asked.get(repost.original_id.toHexString())
    return first !== undefined && isEarlier(repost, first)
  })
  if (earlier.length === 0) return []
  const { isHeard } = await hearing(db, reading, earlier.map(({ user_id }) => user_id))
  const heard = distinct(earlier.filter(({ user_id }) => isHeard(user_id)).map(({ _id }) => _id))
  const posts = await db.find(Posts, { _id: { $in: heard }, status: 'published' })
  return (await visiblePosts(db, posts, user)).flatMap(asRepost)
}

/** Reposts of the same posts by anyone who may be followed: in the entries, by those who are merged, and below the floor. */
async function repostsOf(reading: Reading, asked: readonly Repost[]): Promise<Repost[]> {
  const { db, sources } = reading
  const { timeline, merged } = sources
  const originals = asked.map(({ original_id }) => original_id)
  if (!timeline.settled_through) return repostsBefore(reading, originals, latestOf(asked))
  const [entries, byMerged, belowFloor] = await Promise.all([
    db.find(TimelineEntries, { timeline_id: timeline._id, original_id: { $in: originals } }),
    db.find(Reposts, { subject_id: { $in: originals }, user_id: { $in: [...merged] } }),
    timeline.floor ? repostsBefore(reading, originals, timeline.floor.published_at) : [],
  ])
  const written = entries.flatMap(({ post_id, author_id, original_id, published_at }) =>
    original_id ? [{ _id: post_id, user_id: author_id, original_id, at: published_at }] : [],
  )
  return [...written, ...byMerged.map(fromEdge), ...belowFloor]
}

// So many reposts are read at once; of posts that have more, those of everyone followed are asked for by name.
const mostRead = 1000

async function repostsBefore({ db, sources }: Reading, originals: readonly ObjectId[], before: Date): Promise<Repost[]> {
  const earlier = { subject_id: { $in: [...originals] }, at: { $lte: before } }
  const all = await db.find(Reposts, earlier, { limit: mostRead })
  if (all.length < mostRead) return all.map(fromEdge)
  const named = await db.find(Reposts, { ...earlier, user_id: { $in: [...(await sources.everyone())] } })
  return named.map(fromEdge)
}

function fromEdge({ _id, user_id, subject_id, at }: { _id: ObjectId; user_id: ObjectId; subject_id: ObjectId; at: Date }): Repost {
  return { _id, user_id, original_id: subject_id, at }
}

function asRepost({ _id, user_id, repost_of_id, published_at }: PostDocument): Repost[] {
  return repost_of_id && published_at ? [{ _id, user_id, original_id: repost_of_id, at: published_at }] : []
}

function firstOfEach(reposts: readonly Repost[]): Map<string, Repost> {
  const first = new Map<string, Repost>()
  for (const repost of reposts) {
    const original = repost.original_id.toHexString()
    const known = first.get(original)
    if (!known || isEarlier(repost, known)) first.set(original, repost)
  }
  return first
}

function latestOf(reposts: readonly Repost[]): Date {
  return new Date(Math.max(...reposts.map(({ at }) => at.getTime())))
}

function isEarlier(one: Repost, other: Repost): boolean {
  const ahead = one.at.getTime() - other.at.getTime()
  return ahead < 0 || (ahead === 0 && Buffer.compare(one._id.id, other._id.id) < 0)
}
