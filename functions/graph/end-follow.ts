import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { followRemoved, followRequestEnded } from './contract.ts'
import { followData } from './following.ts'
import { type FollowDocument, Follows } from './model.ts'

type Status = FollowDocument['status']

/** A follow or request between two people, while it has one of these statuses. */
export interface Ending {
  readonly follower_id: ObjectId
  readonly followee_id: ObjectId
  readonly of: readonly Status[]
}

/** Ends a follow or a request. Says whether there was one. */
export async function endFollow(db: Db, { follower_id, followee_id, of }: Ending): Promise<boolean> {
  for (;;) {
    const follow = await db.get(Follows, { follower_id, followee_id, status: { $in: [...of] } })
    if (!follow) return false
    // What was read is part of the condition: a request that is accepted meanwhile ends as a follow.
    if (await db.remove(Follows, { _id: follow._id, status: follow.status }, { emit: [endOf(follow)] })) return true
  }
}

/** The event of a follow's or a request's end. */
export function endOf(follow: FollowDocument) {
  const { status, at } = follow
  return status === 'accepted'
    ? followRemoved({ ...followData(follow), followed_at: at })
    : followRequestEnded({ ...followData(follow), requested_at: at })
}
