import { schedule } from '../../shared/runtime/schedule.ts'
import { retryWebhookDeliveries, webhookDeliveriesDue } from './contract.ts'
import { hasDue } from './deliveries.ts'
import { Webhooks } from './model.ts'

/** Wakes one sender for each webhook that something is due for. There are few webhooks, whatever waits for them. */
export const handler = schedule(retryWebhookDeliveries, async ({ db, now }) => {
  const webhooks = await db.find(Webhooks, {}, { sort: { _id: 1 } })
  const due = await Promise.all(webhooks.map(async (webhook) => ((await hasDue(db, webhook, now)) ? [webhook] : [])))
  const woken = due.flat().map(({ _id }) => webhookDeliveriesDue({ webhook_id: _id }))
  await db.emit(woken)
  return { woken: woken.length }
})
