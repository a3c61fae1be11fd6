import { http } from '../../shared/runtime/http.ts'
import { visibleUsers } from '../profiles/public.ts'
import { followCreated, followRequested, followUser } from './contract.ts'
import { followData } from './following.ts'
import { type FollowDocument, Follows } from './model.ts'
import { relationshipOf } from './relationship.ts'

/** Follows someone, or asks a private account; once, however often it is asked for. */
export const handler = http(followUser, async ({ params: { user_id }, user, db, now, newId, problem }) => {
  if (user_id.equals(user.id)) throw problem('cannot_target_self')
  const [followee] = await visibleUsers(db, [user_id], user.id)
  if (!followee) throw problem('user_not_found')

  const edge = { follower_id: user.id, followee_id: user_id }
  const follow: FollowDocument = { _id: newId(), ...edge, status: followee.is_private ? 'requested' : 'accepted', at: now }
  const event = followee.is_private
    ? followRequested({ ...followData(follow), requested_at: now })
    : followCreated({ ...followData(follow), followed_at: now, was_requested: false })
  const { document } = await db.insertOnce(Follows, edge, follow, { emit: [event] })
  // A block that came meanwhile has taken the follow's place.
  if (document.status === 'barred') throw problem('user_not_found')
  return relationshipOf(db, user.id, user_id, now)
})
