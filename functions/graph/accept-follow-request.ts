import { http } from '../../shared/runtime/http.ts'
import { acceptRequest } from './accept-request.ts'
import { acceptFollowRequest } from './contract.ts'
import { isFollower } from './following.ts'
import { Follows } from './model.ts'

/** Lets someone who asked follow the caller. One who was accepted already is accepted. */
export const handler = http(acceptFollowRequest, async ({ params: { user_id }, user, db, now, problem }) => {
  const request = await db.get(Follows, { follower_id: user_id, followee_id: user.id, status: 'requested' })
  if (request && (await acceptRequest(db, request, now))) return
  if (!(await isFollower(db, user_id, user.id))) throw problem('follow_request_not_found')
})
