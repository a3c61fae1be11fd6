import { http } from '../../shared/runtime/http.ts'
import { replayWebhookDelivery, webhookDeliveriesDue } from './contract.ts'
import { WebhookDeliveries, Webhooks } from './model.ts'
import { presentDelivery } from './present.ts'

/** Makes a delivery due again, as if it were new. The webhook rests no longer: who asks knows that its receiver is back. */
export const handler = http(replayWebhookDelivery, async ({ params: { webhook_id, delivery_id }, db, now, problem }) => {
  const webhook = await db.get(Webhooks, webhook_id)
  if (!webhook) throw problem('webhook_not_found')
  const delivery = await db.get(WebhookDeliveries, { _id: delivery_id, webhook_id })
  if (!delivery) throw problem('delivery_not_found')
  if (!webhook.enabled) throw problem('webhook_disabled')

  await db.update(Webhooks, webhook_id, { resting_until: null })
  const isEnded = { _id: delivery_id, webhook_id, status: { $ne: 'pending' as const } }
  const change = { status: 'pending' as const, attempts: 0, next_attempt_at: now }
  const replayed = await db.update(WebhookDeliveries, isEnded, change, { emit: [webhookDeliveriesDue({ webhook_id })] })
  if (!replayed) throw problem('delivery_pending')
  return presentDelivery(replayed)
})
