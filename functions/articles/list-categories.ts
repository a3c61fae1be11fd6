import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { listCategories } from './contract.ts'
import { Categories } from './model.ts'
import { presentCategory } from './present.ts'

/** Lists all categories by name. */
export const handler = http(listCategories, async ({ db, list }) => {
  const categories = await db.page(Categories, { filter: {}, sort: { name: 1, _id: 1 }, request: list })
  return withItems(categories, categories.items.map(presentCategory))
})
