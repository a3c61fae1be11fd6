import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { listPushSubscriptions } from './contract.ts'
import { PushSubscriptions } from './model.ts'
import { presentSubscription } from './present-subscription.ts'

/** Lists the caller's browsers, the newest first. */
export const handler = http(listPushSubscriptions, async ({ user, db, list }) => {
  const own = await db.page(PushSubscriptions, { filter: { user_id: user.id }, sort: { created_at: -1, _id: -1 }, request: list })
  return withItems(own, own.items.map(presentSubscription))
})
