import { http } from '../../shared/runtime/http.ts'
import { refuseFollowRequest } from './contract.ts'
import { endFollow } from './end-follow.ts'

/** Refuses that someone follows the caller. They are not told, and may ask again. */
export const handler = http(refuseFollowRequest, async ({ params: { user_id }, user, db, problem }) => {
  const request = { follower_id: user_id, followee_id: user.id, of: ['requested'] } as const
  if (!(await endFollow(db, request))) throw problem('follow_request_not_found')
})
