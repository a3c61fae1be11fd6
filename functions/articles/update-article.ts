import { http } from '../../shared/runtime/http.ts'
import { updateArticle } from './contract.ts'
import { featureMedium } from './featured-media.ts'
import { findEditable } from './find-article.ts'
import { presentArticle } from './present.ts'
import { knownCategories, rewrite } from './writing.ts'

/** Changes what the body names. What a schedule has frozen stays as it is. */
export const handler = http(updateArticle, async ({ params, body, user, db, aside, now, problem, expectVersion }) => {
  const article = await findEditable(db, params.article_id, user, problem)
  expectVersion(article)
  if (Object.keys(body).length === 0) return presentArticle(db, article, user)

  const categories = body.category_ids ?? []
  if ((await knownCategories(db, categories)).length < categories.length) throw problem('category_not_found')
  const { featured_media_id: media_id = article.featured_media_id } = body
  if (!(await featureMedium(db, article, { media_id, by: user.id, now }))) throw problem('media_not_found')
  return presentArticle(db, await rewrite(article, body, { db, aside, now, by: user.id }), user)
})
