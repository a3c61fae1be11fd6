import { ObjectId } from 'mongodb'
import { vi } from 'vitest'
import { handler as deliverWebhook } from '../../../functions/webhooks/deliver-webhook.ts'
import { newDelivery } from '../../../functions/webhooks/deliveries.ts'
import { webhookDeliveriesDue } from '../../../functions/webhooks/events.ts'
import { type DeliveryDocument, WebhookDeliveries, type WebhookDocument, Webhooks } from '../../../functions/webhooks/model.ts'
import { newSecret } from '../../../functions/webhooks/secrets.ts'
import { useFunctions } from '../../support/functions.ts'
import { deliver, messageOf } from '../../support/messages.ts'
import type { Functions } from '../../support/own-functions.ts'
import { type Answering, startReceiver } from './receiver.ts'

const routes = { 'webhook-deliveries.due': ['deliver-webhook'], 'webhook.disabled': ['report-disabled-webhook'] }

/** The webhooks' functions over a database of the test file's own, for receivers on this machine unless told otherwise. */
export function useWebhooks(variables: Record<string, string> = { OUTBOUND_LOOPBACK: 'allowed' }): () => Functions {
  return useFunctions([Webhooks, WebhookDeliveries], { EVENT_ROUTES: JSON.stringify(routes), ...variables })
}

/** A webhook in the store, with its secret as its receiver knows it. */
export async function addWebhook({ run, database }: Functions, own: Partial<WebhookDocument>): Promise<WebhookDocument & { secret: string }> {
  const { secret, sealed } = await run(newSecret)
  const now = new Date()
  const webhook: WebhookDocument = {
    _id: new ObjectId(),
    url: 'https://example.com/hook',
    description: null,
    event_types: ['user.registered'],
    secrets: [{ sealed, signs_until: null }],
    enabled: true,
    disabled_reason: null,
    failing_since: null,
    resting_until: null,
    created_by: new ObjectId(),
    created_at: now,
    updated_at: now,
    ...own,
  }
  await database.collection<WebhookDocument>(Webhooks.name).insertOne(webhook)
  return { ...webhook, secret }
}

/** A receiver that answers so, and a webhook that leads to it. */
export async function webhookTo(functions: Functions, answer: Answering) {
  const receiver = await startReceiver(answer)
  return { receiver, webhook: await addWebhook(functions, { url: receiver.url }) }
}

/** Moves the time, and that alone, for everything in this process, until real timers are used again. */
export function moveTo(time: number | Date): void {
  vi.useFakeTimers({ toFake: ['Date'], now: time })
}

/** Deliveries that are due now. */
export async function addDeliveries({ database }: Functions, { _id }: Pick<WebhookDocument, '_id'>, number = 1): Promise<DeliveryDocument[]> {
  const deliveries = Array.from({ length: number }, (_, index) => {
    const telling = { event_id: new ObjectId().toHexString(), type: 'user.registered', at: new Date(), data: { index } }
    return newDelivery(_id, telling, new Date())
  })
  await database.collection<DeliveryDocument>(WebhookDeliveries.name).insertMany(deliveries)
  return deliveries
}

/** The deliveries of a webhook as they are stored. */
export function deliveriesOf({ database }: Functions, { _id }: Pick<WebhookDocument, '_id'>): Promise<DeliveryDocument[]> {
  return database.collection<DeliveryDocument>(WebhookDeliveries.name).find({ webhook_id: _id }).sort({ _id: 1 }).toArray()
}

/** A webhook as it is stored, with the events that it carries. */
export async function stored({ database }: Functions, { _id }: Pick<WebhookDocument, '_id'>) {
  const webhook = await database.collection<WebhookDocument & { outbox?: { type: string }[] }>(Webhooks.name).findOne({ _id })
  if (!webhook) throw new Error('The webhook is gone')
  return webhook
}

/** Lets a sender work for a webhook. */
export async function wake(functions: Functions, { _id }: Pick<WebhookDocument, '_id'>): Promise<void> {
  const refused = await deliver(functions, deliverWebhook, [messageOf(webhookDeliveriesDue({ webhook_id: _id }))])
  if (refused.length > 0) throw new Error('The sender failed')
}
