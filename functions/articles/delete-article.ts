import { http } from '../../shared/runtime/http.ts'
import { untilUndisturbed } from '../../shared/store/undisturbed.ts'
import { deleteArticle } from './contract.ts'
import { findEditable } from './find-article.ts'
import { removeArticle } from './publication.ts'

/** Deletes an article; its comments, likes, revisions and notifications go with it. */
export const handler = http(deleteArticle, async ({ params, user, db, problem, expectVersion }) => {
  await untilUndisturbed(async () => {
    const article = await findEditable(db, params.article_id, user, problem)
    expectVersion(article)
    return removeArticle(db, article)
  })
})
