import { may } from '../../shared/contract/publication.ts'
import { http } from '../../shared/runtime/http.ts'
import { untilUndisturbed } from '../../shared/store/undisturbed.ts'
import { unpublishArticle } from './contract.ts'
import { findOwn } from './find-article.ts'
import { presentArticle } from './present.ts'
import { unpublish } from './publication.ts'

/** Takes an article back, or cancels its scheduled publication. */
export const handler = http(unpublishArticle, async ({ params, user, db, now, problem, expectVersion }) => {
  const draft = await untilUndisturbed(async () => {
    const article = await findOwn(db, params.article_id, user, problem)
    expectVersion(article)
    if (!may('unpublish', article)) throw problem('not_published')
    return unpublish(db, article, now)
  })
  return presentArticle(db, draft, user)
})
