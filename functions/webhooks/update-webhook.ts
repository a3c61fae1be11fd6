import type * as z from 'zod'
import { outboundUrl } from '../../shared/outbound/outbound-url.ts'
import { http } from '../../shared/runtime/http.ts'
import { updateWebhook } from './contract.ts'
import { type WebhookDocument, Webhooks } from './model.ts'
import { presentWebhook } from './present.ts'

/** Changes a webhook. What was found out about its receiver is forgotten where it no longer holds. */
export const handler = http(updateWebhook, async ({ params, body, db, now, problem }) => {
  const webhook = await db.get(Webhooks, params.webhook_id)
  if (!webhook) throw problem('webhook_not_found')
  if (body.url !== undefined && !outboundUrl(body.url)) throw problem('url_not_allowed')
  if (Object.keys(body).length === 0) return presentWebhook(webhook)
  const updated = await db.update(Webhooks, webhook._id, { ...changeOf(body, webhook), updated_at: now })
  if (!updated) throw problem('webhook_not_found')
  return presentWebhook(updated)
})

type Body = z.output<typeof updateWebhook.body & z.ZodType>

function changeOf({ event_types, enabled, ...rest }: Body, webhook: WebhookDocument): Partial<WebhookDocument> {
  const turnsOn = enabled === true && !webhook.enabled
  const turnsOff = enabled === false && webhook.enabled
  const moves = rest.url !== undefined && rest.url !== webhook.url
  return {
    ...rest,
    ...(event_types && { event_types: [...new Set(event_types)] }),
    ...(turnsOn && { enabled, disabled_reason: null }),
    ...(turnsOff && { enabled, disabled_reason: 'by_admin' as const }),
    ...((turnsOn || moves) && { failing_since: null, resting_until: null }),
  }
}
