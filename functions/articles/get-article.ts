import { http } from '../../shared/runtime/http.ts'
import { getArticle } from './contract.ts'
import { findVisible } from './find-article.ts'
import { presentArticle } from './present.ts'

/** Answers an article that the caller may see. */
export const handler = http(getArticle, async ({ params, user, db, problem }) => {
  const article = await findVisible(db, params.article_id, user)
  if (!article) throw problem('article_not_found')
  return presentArticle(db, article, user)
})
