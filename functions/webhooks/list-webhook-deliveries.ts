import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { listWebhookDeliveries } from './contract.ts'
import { WebhookDeliveries, Webhooks } from './model.ts'
import { presentDelivery } from './present.ts'

/** Lists what was sent to a webhook and what came of it. */
export const handler = http(listWebhookDeliveries, async ({ params: { webhook_id }, query: { status }, db, list, problem }) => {
  if (!(await db.get(Webhooks, webhook_id))) throw problem('webhook_not_found')
  const filter = { webhook_id, ...(status && { status }) }
  const found = await db.page(WebhookDeliveries, { filter, sort: { created_at: -1, _id: -1 }, request: list })
  return withItems(found, found.items.map(presentDelivery))
})
