import type { ObjectId } from 'mongodb'
import { after as beyond } from '../../shared/store/cursor.ts'
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
  /** Where the page before ended. */
  readonly after?: { readonly at: Date; readonly follow_id: ObjectId } | undefined
}

const latestFirst = { at: -1, _id: -1 } as const

/** A page of the follows of an account, the latest first. None of the followers is parted from it by a block. */
export function followersOf(db: Db, followee_id: ObjectId, { until, after }: Span, limit: number): Promise<Pick<FollowDocument, '_id' | 'follower_id' | 'at'>[]> {
  const position = after ? beyond([after.at, after.follow_id], latestFirst) : { at: { $lte: until } }
  return db.find(Follows, { followee_id, status: 'accepted', ...position }, { sort: latestFirst, limit, fields: { follower_id: 1, at: 1 } })
}

type Named = Pick<Parameters<typeof followCreated>[0], 'follow_id' | 'follower_id' | 'followee_id'>

/** How events name a follow. */
export function followData({ _id, follower_id, followee_id }: FollowDocument): Named {
  return { follow_id: _id, follower_id, followee_id }
}
