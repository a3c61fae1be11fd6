import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { boundedPage } from './bounded-page.ts'
import { listArticles } from './contract.ts'
import { newestFirst, popularFirst, publishedFilter } from './published.ts'
import { Articles } from './model.ts'
import { presentShown } from './present.ts'

/** Lists published articles that meet every filter given, those aside whose authors a block hides from the caller. */
export const handler = http(listArticles, async ({ query, user, db, list, problem }) => {
  const filter = await publishedFilter(db, query, problem)
  const sort = query.sort === 'popular' ? popularFirst : newestFirst
  const articles = await boundedPage(db, Articles, { filter, sort, request: list })
  return withItems(articles, await presentShown(db, articles.items, user))
})
