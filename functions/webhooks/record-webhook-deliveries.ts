import type { Delivered } from '../../shared/contract/event.ts'
import { eventBatch } from '../../shared/runtime/worker.ts'
import { recordWebhookDeliveries, webhookDeliveriesDue } from './contract.ts'
import { newDelivery, type Telling } from './deliveries.ts'
import { WebhookDeliveries, Webhooks } from './model.ts'
import { type PublicEvent, publicEvents } from './public-events.ts'

/** Records what each webhook is to be told, in one write for the batch, and wakes each sender once. */
export const handler = eventBatch(recordWebhookDeliveries, async ({ events, db, now }) => {
  const tellings = events.flatMap((event) => tellingOf(event) ?? [])
  const types = [...new Set(tellings.map(({ type }) => type))]
  if (types.length === 0) return
  const wanting = await db.find(Webhooks, { enabled: true, event_types: { $in: types } }, { fields: { event_types: 1 } })
  const deliveries = wanting.flatMap(({ _id, event_types }) =>
    tellings.filter(({ type }) => event_types.includes(type)).map((telling) => newDelivery(_id, telling, now)),
  )
  await db.bulk(
    WebhookDeliveries,
    deliveries.map(({ _id, webhook_id, ...rest }) => ({
      updateOne: { filter: { _id, webhook_id }, update: { $setOnInsert: rest }, upsert: true },
    })),
  )
  await db.emit(wanting.map(({ _id }) => webhookDeliveriesDue({ webhook_id: _id })))
})

const byType = new Map<string, PublicEvent>(publicEvents.map((known) => [known.event.type, known]))

function tellingOf({ id, type, at, data: all }: Delivered<(typeof recordWebhookDeliveries.on)[number]>): Telling | undefined {
  const data = byType.get(type)?.dataOf(all)
  return data === undefined ? undefined : { event_id: id, type, at, data }
}
