import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { boundedPage } from './bounded-page.ts'
import { listRevisions } from './contract.ts'
import { findOwn } from './find-article.ts'
import { Revisions } from './model.ts'
import { presentRevisions } from './present-revisions.ts'

/** Lists every version of the caller's own article. */
export const handler = http(listRevisions, async ({ params, user, db, list, problem }) => {
  const { _id: article_id } = await findOwn(db, params.article_id, user, problem)
  const page = await boundedPage(db, Revisions, { filter: { article_id }, sort: { number: -1 }, request: list })
  return withItems(page, await presentRevisions(db, page.items))
})
