import { http } from '../../shared/runtime/http.ts'
import { deleteWebhook } from './contract.ts'
import { Webhooks } from './model.ts'

/** Deletes a webhook. Senders find it gone; its deliveries expire. */
export const handler = http(deleteWebhook, async ({ params, db, problem }) => {
  if (!(await db.remove(Webhooks, params.webhook_id))) throw problem('webhook_not_found')
})
