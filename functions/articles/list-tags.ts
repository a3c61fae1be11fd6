import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { listTags } from './contract.ts'
import { Tags } from './model.ts'

/** Lists the tags that published articles have, by name. */
export const handler = http(listTags, async ({ query: { q }, db, list }) => {
  const begins = q === undefined ? {} : { name: { $gte: q, $lt: `${q}\u{10ffff}` } }
  const tags = await db.page(Tags, { filter: { ...begins, articles_count: { $gt: 0 } }, sort: { name: 1 }, request: list })
  return withItems(tags, tags.items.map(({ _id, ...tag }) => ({ id: _id, ...tag })))
})
