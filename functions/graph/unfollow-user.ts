import { http } from '../../shared/runtime/http.ts'
import { unfollowUser } from './contract.ts'
import { endFollow } from './end-follow.ts'
import { relationshipOf } from './relationship.ts'

/** Follows someone no longer, or takes a request back; the answer is the same whether or not there was one. */
export const handler = http(unfollowUser, async ({ params: { user_id }, user, db, now }) => {
  await endFollow(db, { follower_id: user.id, followee_id: user_id, of: ['accepted', 'requested'] })
  return relationshipOf(db, user.id, user_id, now)
})
