import type { Filter, ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import type { followCreated } from './contract.ts'
import { type FollowDocument, Follows } from './model.ts'

/** Whether someone follows an account. */
export async function isFollower(db: Db, follower_id: ObjectId, followee_id: ObjectId): Promise<boolean> {
  return (await db.get(Follows, { follower_id, followee_id, status: 'accepted' }, { fields: { _id: 1 } })) !== null
}

/** Those of `ids` whom someone follows, in hex. */
export async function followedBy(db: Db, follower_id: ObjectId, ids: readonly ObjectId[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const filter = { follower_id, followee_id: { $in: [...ids] }, status: 'accepted' as const }
  const follows = await db.find(Follows, filter, { fields: { followee_id: 1 } })
  return new Set(follows.map(({ followee_id }) => followee_id.toHexString()))
}

interface Span {
  /** Who followed later is left out. */
  readonly until: Date
  /** Who followed at this moment or earlier is left out. */
  readonly since?: Date | null
  /** Where the page before ended. */
  readonly after?: { readonly at: Date; readonly follow_id: ObjectId } | null | undefined
}

type FollowerEdge = Pick<FollowDocument, '_id' | 'follower_id' | 'at'>

const latestFirst = { at: -1, _id: -1 } as const

/** A page of the follows of an account, the latest first. None of the followers is parted from it by a block. */
export function followersOf(db: Db, followee_id: ObjectId, span: Span, limit: number): Promise<FollowerEdge[]> {
  return db.find(Follows, followersWithin(followee_id, span), { sort: latestFirst, limit, fields: { follower_id: 1, at: 1 } })
}

// Counting more would take longer than it saves: the last part holds whoever is beyond.
const mostCounted = 1_000_000

/**
 * Cuts a span that has no end into at most `parts` of about as many followers each, `least` or more, the latest first; into
 * none where nobody is in it. Moments part them, so that each follower is in one part, whoever comes or goes meanwhile.
 */
export async function partFollowers<Rest extends Omit<Span, 'since'>>(
  db: Db,
  followee_id: ObjectId,
  span: Rest,
  { parts, least }: { readonly parts: number; readonly least: number },
): Promise<(Rest & { readonly since: Date | null })[]> {
  const $match = followersWithin(followee_id, span)
  const counting = [{ $match }, { $limit: mostCounted }, { $count: 'followers' }]
  const [counted] = await db.aggregate<{ followers: number }>(Follows, counting)
  if (!counted) return []
  const size = Math.max(least, Math.ceil(counted.followers / parts))
  const cuts = new Map<number, Date>()
  for (let skipped = size; skipped < counted.followers; skipped += size) {
    const first = [{ $match }, { $sort: latestFirst }, { $skip: skipped }, { $limit: 1 }, { $project: { _id: 0, at: 1 } }]
    for (const { at } of await db.aggregate<{ at: Date }>(Follows, first)) cuts.set(at.getTime(), at)
  }
  const moments = [...cuts.values()]
  return [span.until, ...moments].map((until, part) => ({ ...span, until, since: moments[part] ?? null }))
}

function followersWithin(followee_id: ObjectId, { until, since, after }: Span): Filter<FollowDocument> {
  const edges = { followee_id, status: 'accepted' as const }
  const later = since ? { $gt: since } : {}
  if (!after || after.at > until) return { ...edges, at: { $lte: until, ...later } }
  // Each alternative is whole, or the server would read documents to tell them apart.
  const behind = { ...edges, at: { $lt: after.at, ...later } }
  return since && after.at <= since ? behind : { $or: [{ ...edges, at: after.at, _id: { $lt: after.follow_id } }, behind] }
}

type Named = Pick<Parameters<typeof followCreated>[0], 'follow_id' | 'follower_id' | 'followee_id'>

/** How events name a follow. */
export function followData({ _id, follower_id, followee_id }: FollowDocument): Named {
  return { follow_id: _id, follower_id, followee_id }
}
