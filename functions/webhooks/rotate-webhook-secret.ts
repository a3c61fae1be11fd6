import { http } from '../../shared/runtime/http.ts'
import { rotateWebhookSecret } from './contract.ts'
import { Webhooks } from './model.ts'
import { presentWebhook } from './present.ts'
import { newSecret, rotated } from './secrets.ts'

/** Puts a new secret in the place of the present one, which signs beside it until its receiver knows the new one. */
export const handler = http(rotateWebhookSecret, async ({ params, db, now, problem }) => {
  const webhook = await db.get(Webhooks, params.webhook_id)
  if (!webhook) throw problem('webhook_not_found')
  const { secret, sealed } = await newSecret()
  const { secrets, former_signs_until } = rotated(webhook.secrets, sealed, now)
  // Of two at the same time one wins, or a secret would be shown that never signs.
  const asRead = { _id: webhook._id, 'secrets.0.sealed': webhook.secrets[0]?.sealed }
  const updated = await db.update(Webhooks, asRead, { secrets, updated_at: now })
  if (!updated) throw problem('webhook_changed')
  return { ...presentWebhook(updated), secret, former_signs_until }
})
