import type { Filter, ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { idOf } from '../../shared/store/ids.ts'
import { type DeliveryDocument, WebhookDeliveries, type WebhookDocument } from './model.ts'

/** What a receiver is told. */
export interface Telling {
  /** Of the event, the same for every webhook and at every attempt. */
  readonly event_id: string
  readonly type: string
  readonly at: Date
  readonly data: unknown
}

/** A delivery that is due at once. */
export function newDelivery(webhook_id: ObjectId, { event_id, type, at, data }: Telling, now: Date): DeliveryDocument {
  return {
    _id: idOf(`${webhook_id.toHexString()} ${event_id}`),
    webhook_id,
    event_id,
    event_type: type,
    payload: JSON.stringify({ type, timestamp: at, data }),
    status: 'pending',
    attempts: 0,
    last_attempt_at: null,
    next_attempt_at: now,
    response_status: null,
    error: null,
    duration_ms: null,
    created_at: now,
  }
}

/** The deliveries of a webhook that are to be attempted now. */
export function dueOf(webhook_id: ObjectId, now: Date): Filter<DeliveryDocument> {
  return { webhook_id, status: 'pending', next_attempt_at: { $lte: now } }
}

/** Whether a sender would find anything to do for a webhook now. */
export async function hasDue(db: Db, webhook: WebhookDocument, now: Date): Promise<boolean> {
  if (isResting(webhook, now)) return false
  return (await db.find(WebhookDeliveries, dueOf(webhook._id, now), { fields: { _id: 1 }, limit: 1 })).length > 0
}

/** Whether a webhook is left alone for a while. */
export function isResting({ enabled, resting_until }: WebhookDocument, now: Date): boolean {
  return enabled && resting_until !== null && resting_until > now
}
