import { http } from '../../shared/runtime/http.ts'
import { removePushSubscription } from './contract.ts'
import { PushSubscriptions } from './model.ts'

/** Forgets one of the caller's browsers. */
export const handler = http(removePushSubscription, async ({ params, user, db, problem }) => {
  if (!(await db.remove(PushSubscriptions, { _id: params.subscription_id, user_id: user.id }))) throw problem('subscription_not_found')
})
