import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { boundedPage } from './bounded-page.ts'
import { listMyArticles } from './contract.ts'
import { Articles } from './model.ts'
import { presentArticles } from './present.ts'

/** Lists the caller's own articles, whatever their status. */
export const handler = http(listMyArticles, async ({ query: { status }, user, db, list }) => {
  const filter = { author_id: user.id, ...(status && { status }) }
  const articles = await boundedPage(db, Articles, { filter, sort: { _id: -1 }, request: list })
  return withItems(articles, await presentArticles(db, articles.items, user))
})
