import * as z from 'zod'
import { collection, date, type DocumentOf, objectId } from '../../shared/store/collection.ts'
import { deliveryErrors, deliveryStatuses, disabledReasons } from './states.ts'

/** How many webhooks there may be, give or take one when several are made at the same time. */
export const mostWebhooks = 50

/** The present secret of a webhook, and those before it that still sign. */
export const mostSecrets = 5

/** Where events are sent. */
export const Webhooks = collection(
  'webhooks',
  {
    _id: objectId,
    url: z.string(),
    description: z.string().nullable(),
    event_types: z.array(z.string()).max(100),
    /** Sealed; the first is the present one. `signs_until` is null for it alone. */
    secrets: z.array(z.object({ sealed: z.string(), signs_until: date.nullable() })).max(mostSecrets),
    enabled: z.boolean(),
    disabled_reason: z.enum(disabledReasons).nullable(),
    /** Since when no attempt has succeeded; null while they do. */
    failing_since: date.nullable(),
    /** Nothing is sent before this time, because the last attempts failed. */
    resting_until: date.nullable(),
    created_by: objectId,
    created_at: date,
    updated_at: date,
  },
  {
    indexes: [{ key: { enabled: 1, event_types: 1 }, serves: 'record-webhook-deliveries' }],
    outbox: true,
  },
)

/** An event for one webhook. `_id` follows from the two, so that an event that comes twice is delivered once. */
export const WebhookDeliveries = collection(
  'webhook_deliveries',
  {
    _id: objectId,
    webhook_id: objectId,
    event_id: z.string(),
    event_type: z.string(),
    /** The body as it is signed and sent. */
    payload: z.string(),
    status: z.enum(deliveryStatuses),
    /** Since it was recorded, or replayed. An attempt counts from the moment it is claimed. */
    attempts: z.int(),
    last_attempt_at: date.nullable(),
    /** Null unless pending. While an attempt is under way: when the next one would be. */
    next_attempt_at: date.nullable(),
    response_status: z.int().nullable(),
    error: z.enum(deliveryErrors).nullable(),
    duration_ms: z.int().nullable(),
    created_at: date,
  },
  {
    indexes: [
      { key: { webhook_id: 1, created_at: -1, _id: -1 }, serves: 'list-webhook-deliveries' },
      { key: { webhook_id: 1, status: 1, created_at: -1, _id: -1 }, serves: 'list-webhook-deliveries: ?status=' },
      { key: { webhook_id: 1, next_attempt_at: 1 }, partial: { status: 'pending' }, serves: 'deliver-webhook, retry-webhook-deliveries' },
      { key: { created_at: 1 }, expire_after_seconds: 30 * 24 * 3600, serves: 'expiry after 30 days' },
    ],
    shard_key: { webhook_id: 1, _id: 1 },
    outbox: true,
  },
)

export type WebhookDocument = DocumentOf<typeof Webhooks>
export type DeliveryDocument = DocumentOf<typeof WebhookDeliveries>
