import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { id, listQuery, page, text, time, webAddress } from '../../shared/contract/fields.ts'
import { schedule, worker } from '../../shared/contract/worker.ts'
import { webhookDeliveriesDue, webhookDisabled } from './events.ts'
import { publicEvents, publicEventTypes } from './public-events.ts'
import { deliveryErrors, deliveryStatuses, disabledReasons } from './states.ts'

export * from './events.ts'

const Webhook = z
  .object({
    id,
    url: z.string(),
    description: z.string().nullable(),
    event_types: z.array(z.string()),
    enabled: z.boolean(),
    disabled_reason: z
      .enum(disabledReasons)
      .nullable()
      .describe('`gone`: the receiver answered 410. `failing`: it has taken nothing for five days.'),
    failing_since: time.nullable().describe('Since when no attempt has succeeded.'),
    created_by: id,
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'Webhook' })

const secret = z.string().describe('Shown this once: `whsec_` and the key in base64.')

const WebhookDelivery = z
  .object({
    id,
    webhook_id: id,
    event_id: z.string().describe('The `webhook-id` header, the same at every attempt.'),
    event_type: z.string(),
    payload: z.string().describe('The body as it is signed and sent.'),
    status: z.enum(deliveryStatuses),
    attempts: z.int().min(0).describe('Since it was recorded or replayed.'),
    last_attempt_at: time.nullable(),
    next_attempt_at: time.nullable(),
    response_status: z.int().nullable().describe('What the receiver answered last.'),
    error: z.enum(deliveryErrors).nullable().describe('Why it did not answer.'),
    duration_ms: z.int().nullable(),
    created_at: time,
  })
  .meta({ id: 'WebhookDelivery' })

const url = webAddress.describe('`https`, on the public internet.')
const event_types = z.array(z.enum(publicEventTypes)).min(1).max(publicEventTypes.length)
const description = text(200).nullable()

export const createWebhook = endpoint({
  id: 'create-webhook',
  method: 'POST',
  path: '/v1/admin/webhooks',
  summary: 'Have events sent to an address',
  description:
    'Each event is POSTed as `{type, timestamp, data}`, signed as Standard Webhooks say. A receiver takes it with any 2xx ' +
    'within 10 seconds; else it is sent again for three days, further apart each time. An event may come twice, with the ' +
    'same `webhook-id`, and events may come in another order.',
  auth: 'admin',
  body: z.strictObject({ url, event_types, description: description.optional() }),
  response: { 201: z.object({ ...Webhook.shape, secret }) },
  problems: { url_not_allowed: 422, too_many_webhooks: 409 },
})

export const listWebhooks = endpoint({
  id: 'list-webhooks',
  method: 'GET',
  path: '/v1/admin/webhooks',
  summary: 'Where events are sent, the latest first',
  auth: 'admin',
  query: listQuery(),
  response: { 200: page(Webhook) },
})

export const getWebhook = endpoint({
  id: 'get-webhook',
  method: 'GET',
  path: '/v1/admin/webhooks/{webhook_id}',
  summary: 'A webhook',
  auth: 'admin',
  response: { 200: Webhook },
  problems: { webhook_not_found: 404 },
})

export const updateWebhook = endpoint({
  id: 'update-webhook',
  method: 'PATCH',
  path: '/v1/admin/webhooks/{webhook_id}',
  summary: 'Change a webhook, or turn it on or off',
  description: 'Deliveries that fall due while it is off fail, and can be replayed.',
  auth: 'admin',
  body: z.strictObject({
    url: url.optional(),
    event_types: event_types.optional(),
    description: description.optional(),
    enabled: z.boolean().optional(),
  }),
  response: { 200: Webhook },
  problems: { webhook_not_found: 404, url_not_allowed: 422 },
})

export const deleteWebhook = endpoint({
  id: 'delete-webhook',
  method: 'DELETE',
  path: '/v1/admin/webhooks/{webhook_id}',
  summary: 'Delete a webhook: nothing is sent to it any more',
  auth: 'admin',
  response: { 204: null },
  problems: { webhook_not_found: 404 },
})

export const rotateWebhookSecret = endpoint({
  id: 'rotate-webhook-secret',
  method: 'POST',
  path: '/v1/admin/webhooks/{webhook_id}/rotate-secret',
  summary: 'Make a new secret; the one before signs too for 24 hours',
  auth: 'admin',
  response: { 200: z.object({ ...Webhook.shape, secret, former_signs_until: time }) },
  problems: { webhook_not_found: 404, webhook_changed: 409 },
})

export const testWebhook = endpoint({
  id: 'test-webhook',
  method: 'POST',
  path: '/v1/admin/webhooks/{webhook_id}/test',
  summary: 'Send the event `webhook.test` to a webhook',
  auth: 'admin',
  response: { 201: WebhookDelivery },
  problems: { webhook_not_found: 404, webhook_disabled: 409 },
  emits: [webhookDeliveriesDue],
  limit: { per: 'user', max: 60, window_seconds: 60 },
})

export const listWebhookDeliveries = endpoint({
  id: 'list-webhook-deliveries',
  method: 'GET',
  path: '/v1/admin/webhooks/{webhook_id}/deliveries',
  summary: 'What was sent to a webhook in the last 30 days, the latest first',
  auth: 'admin',
  query: listQuery({ status: z.enum(deliveryStatuses).optional() }),
  response: { 200: page(WebhookDelivery) },
  problems: { webhook_not_found: 404 },
})

export const replayWebhookDelivery = endpoint({
  id: 'replay-webhook-delivery',
  method: 'POST',
  path: '/v1/admin/webhooks/{webhook_id}/deliveries/{delivery_id}/replay',
  summary: 'Send a delivery again, delivered or failed, with the same `webhook-id`',
  auth: 'admin',
  response: { 200: WebhookDelivery },
  problems: { webhook_not_found: 404, delivery_not_found: 404, delivery_pending: 409, webhook_disabled: 409 },
  emits: [webhookDeliveriesDue],
})

export const recordWebhookDeliveries = worker({
  id: 'record-webhook-deliveries',
  summary: 'Records a delivery of each event for each webhook that wants it',
  on: publicEvents.map(({ event }) => event),
  emits: [webhookDeliveriesDue],
  batch: { size: 50, window_seconds: 1 },
  impact: 'Systems that rely on webhooks are not told of what happens.',
})

export const deliverWebhook = worker({
  id: 'deliver-webhook',
  summary: 'Sends a webhook what is due, one sender for each webhook',
  on: [webhookDeliveriesDue],
  emits: [webhookDeliveriesDue, webhookDisabled],
  batch: { size: 1, window_seconds: 0 },
  concurrency: 10,
  timeout_seconds: 45,
  impact: 'Systems that rely on webhooks are told late: the schedule sends within a minute what this worker does not.',
})

export const reportDisabledWebhook = worker({
  id: 'report-disabled-webhook',
  summary: 'Mails whoever made a webhook that it was turned off',
  on: [webhookDisabled],
  uses: ['mail'],
  impact: 'Administrators do not learn that a webhook was turned off.',
})

export const retryWebhookDeliveries = schedule({
  id: 'retry-webhook-deliveries',
  summary: 'Wakes the senders of webhooks with deliveries that are due',
  expression: 'rate(1 minute)',
  emits: [webhookDeliveriesDue],
  impact: 'Webhooks that failed once are not sent again.',
})
