import { http } from '../../shared/runtime/http.ts'
import { listFollowing } from './contract.ts'
import { openedFollows } from './opened-follows.ts'

/** Whom an account follows that the caller may look into, the latest first. */
export const handler = http(listFollowing, (context) =>
  openedFollows(context, { filter: { follower_id: context.params.user_id }, names: 'followee_id' }),
)
