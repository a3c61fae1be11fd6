import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { listWebhooks } from './contract.ts'
import { Webhooks } from './model.ts'
import { presentWebhook } from './present.ts'

/** Lists the webhooks of all administrators. */
export const handler = http(listWebhooks, async ({ db, list }) => {
  const found = await db.page(Webhooks, { filter: {}, sort: { _id: -1 }, request: list })
  return withItems(found, found.items.map(presentWebhook))
})
