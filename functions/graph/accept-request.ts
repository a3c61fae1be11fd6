import type { Db } from '../../shared/store/database.ts'
import { followCreated } from './contract.ts'
import { followData } from './following.ts'
import { type FollowDocument, Follows } from './model.ts'

/** Makes a request a follow, unless it has ended meanwhile. */
export async function acceptRequest(db: Db, request: FollowDocument, now: Date): Promise<boolean> {
  const event = followCreated({ ...followData(request), followed_at: now, was_requested: true })
  const waiting = { _id: request._id, status: 'requested' as const }
  return (await db.update(Follows, waiting, { status: 'accepted', at: now }, { emit: [event] })) !== null
}
