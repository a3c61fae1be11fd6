import { http } from '../../shared/runtime/http.ts'
import { removeFollower } from './contract.ts'
import { endFollow } from './end-follow.ts'

/** Lets someone follow the caller no longer; who did not follow, or is gone, does not either. */
export const handler = http(removeFollower, async ({ params: { user_id }, user, db }) => {
  await endFollow(db, { follower_id: user_id, followee_id: user.id, of: ['accepted'] })
})
