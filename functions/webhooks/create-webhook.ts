import { outboundUrl } from '../../shared/outbound/outbound-url.ts'
import { http, reply } from '../../shared/runtime/http.ts'
import { createWebhook } from './contract.ts'
import { mostWebhooks, Webhooks } from './model.ts'
import { presentWebhook } from './present.ts'
import { newSecret } from './secrets.ts'

/** Begins to send events to an address. The secret is shown in this answer alone. */
export const handler = http(createWebhook, async ({ body, user, db, now, newId, problem }) => {
  if (!outboundUrl(body.url)) throw problem('url_not_allowed')
  const present = await db.find(Webhooks, {}, { fields: { _id: 1 }, limit: mostWebhooks })
  if (present.length === mostWebhooks) throw problem('too_many_webhooks')
  const { secret, sealed } = await newSecret()
  const webhook = await db.insert(Webhooks, {
    _id: newId(),
    url: body.url,
    description: body.description ?? null,
    event_types: [...new Set(body.event_types)],
    secrets: [{ sealed, signs_until: null }],
    enabled: true,
    disabled_reason: null,
    failing_since: null,
    resting_until: null,
    created_by: user.id,
    created_at: now,
    updated_at: now,
  })
  return reply(201, { ...presentWebhook(webhook), secret })
})
