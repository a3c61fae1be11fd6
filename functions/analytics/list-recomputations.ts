import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { listRecomputations } from './contract.ts'
import { Recomputations } from './model.ts'

/** Lists the recounts, newest first. */
export const handler = http(listRecomputations, async ({ db, list }) => {
  const found = await db.page(Recomputations, { filter: {}, sort: { _id: -1 }, request: list })
  return withItems(
    found,
    found.items.map(({ _id, ...run }) => ({ id: _id, ...run })),
  )
})
