import { http, reply } from '../../shared/runtime/http.ts'
import { testWebhook, webhookDeliveriesDue } from './contract.ts'
import { newDelivery } from './deliveries.ts'
import { WebhookDeliveries, Webhooks } from './model.ts'
import { presentDelivery } from './present.ts'

/** Sends an event that means nothing, on the way of all others. */
export const handler = http(testWebhook, async ({ params, db, now, newId, problem }) => {
  const webhook = await db.update(Webhooks, params.webhook_id, { resting_until: null })
  if (!webhook) throw problem('webhook_not_found')
  if (!webhook.enabled) throw problem('webhook_disabled')
  const { _id: webhook_id } = webhook
  const telling = { event_id: newId().toHexString(), type: 'webhook.test', at: now, data: { webhook_id: webhook_id.toHexString() } }
  const emit = [webhookDeliveriesDue({ webhook_id })]
  const delivery = await db.insert(WebhookDeliveries, newDelivery(webhook_id, telling, now), { emit })
  return reply(201, presentDelivery(delivery))
})
