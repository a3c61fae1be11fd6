import { http } from '../../shared/runtime/http.ts'
import { listFollowers } from './contract.ts'
import { openedFollows } from './opened-follows.ts'

/** Who follows an account that the caller may look into, the latest first. */
export const handler = http(listFollowers, (context) =>
  openedFollows(context, { filter: { followee_id: context.params.user_id }, names: 'follower_id' }),
)
