import type { ObjectId } from 'mongodb'
import { endLease, takeLease } from '../../shared/runtime/leases.ts'
import { eachEvent } from '../../shared/runtime/worker.ts'
import type { Db } from '../../shared/store/database.ts'
import { attemptDelivery } from './attempt-delivery.ts'
import { deliverWebhook, webhookDeliveriesDue } from './contract.ts'
import { dueOf, hasDue, isResting } from './deliveries.ts'
import { noteHealth } from './health.ts'
import { WebhookDeliveries, Webhooks } from './model.ts'
import { openSecrets } from './secrets.ts'

const pageSize = 10
// No page begins after this, and one takes ten seconds at most.
const budgetMs = 20_000
const leaseSeconds = 60

/**
 * Sends a webhook what is due. One sender works for a webhook at a time, so that a slow receiver keeps nobody waiting but
 * itself; another that comes meanwhile leaves, and the first looks again when it has ended. What is left after its time
 * comes back as a message of its own.
 */
export const handler = eachEvent(deliverWebhook, async ({ event, db, newId }) => {
  const { webhook_id } = event.data
  const [holder, lease] = [newId(), `${deliverWebhook.id}:${webhook_id.toHexString()}`]
  const ends = performance.now() + budgetMs
  while (await takeLease(db, lease, holder, { now: new Date(), seconds: leaseSeconds })) {
    try {
      await deliverPages(db, webhook_id, ends)
    } finally {
      await endLease(db, lease, holder)
    }
    const webhook = await db.get(Webhooks, webhook_id)
    if (!webhook || !(await hasDue(db, webhook, new Date()))) return
    if (performance.now() >= ends) return db.emit([webhookDeliveriesDue({ webhook_id })])
  }
})

async function deliverPages(db: Db, webhook_id: ObjectId, ends: number): Promise<void> {
  while (performance.now() < ends) {
    const now = new Date()
    const webhook = await db.get(Webhooks, webhook_id)
    if (!webhook || isResting(webhook, now)) return
    if (!webhook.enabled) return giveUp(db, webhook_id, now)
    const due = await db.find(WebhookDeliveries, dueOf(webhook_id, now), { sort: { next_attempt_at: 1 }, limit: pageSize })
    if (due.length === 0) return
    const destination = { url: webhook.url, secrets: await openSecrets(webhook, now) }
    const outcomes = await Promise.all(due.map((delivery) => attemptDelivery(db, destination, delivery)))
    await noteHealth(db, webhook, outcomes.filter((outcome) => outcome !== undefined), new Date())
  }
}

async function giveUp(db: Db, webhook_id: ObjectId, now: Date): Promise<void> {
  const failed = { status: 'failed' as const, next_attempt_at: null, response_status: null, error: 'webhook_disabled' as const }
  await db.updateMany(WebhookDeliveries, dueOf(webhook_id, now), { $set: failed })
}
