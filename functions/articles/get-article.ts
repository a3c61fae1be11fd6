import { http } from '../../shared/runtime/http.ts'
import { getArticle } from './contract.ts'
import { Articles } from './model.ts'
import { presentVisible } from './present.ts'

/** Answers an article that the caller may see. */
export const handler = http(getArticle, async ({ params, user, db, problem }) => {
  const article = await presentVisible(db, await db.get(Articles, params.article_id), user)
  if (!article) throw problem('article_not_found')
  return article
})
