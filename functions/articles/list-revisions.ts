import { http } from '../../shared/runtime/http.ts'
import { pageAfter, withItems } from '../../shared/store/page.ts'
import { boundedPage } from './bounded-page.ts'
import { listRevisions } from './contract.ts'
import { findOwn } from './find-article.ts'
import { Revisions } from './model.ts'
import { presentRevisions } from './present-revisions.ts'
import { firstRevision } from './writing.ts'

const latest = { number: -1 } as const

/** Lists every version of the caller's own article. */
export const handler = http(listRevisions, async ({ params, user, db, list, problem }) => {
  const article = await findOwn(db, params.article_id, user, problem)
  const page = await (article.revisions === 1
    ? pageAfter(list, latest, async (position) => (position ? [] : [firstRevision(article)]))
    : boundedPage(db, Revisions, { filter: { article_id: article._id }, sort: latest, request: list }))
  return withItems(page, await presentRevisions(db, page.items))
})
