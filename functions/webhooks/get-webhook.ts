import { http } from '../../shared/runtime/http.ts'
import { getWebhook } from './contract.ts'
import { Webhooks } from './model.ts'
import { presentWebhook } from './present.ts'

/** Reads one webhook. */
export const handler = http(getWebhook, async ({ params, db, problem }) => {
  const webhook = await db.get(Webhooks, params.webhook_id)
  if (!webhook) throw problem('webhook_not_found')
  return presentWebhook(webhook)
})
