import { http } from '../../shared/runtime/http.ts'
import { restoreRevision } from './contract.ts'
import { featureMedium } from './featured-media.ts'
import { findOwn } from './find-article.ts'
import { presentArticle } from './present.ts'
import { findRevision, knownCategories, rewrite, writingOf } from './writing.ts'

/** Makes what a revision says the article's next revision, with its picture where that is still there. */
export const handler = http(restoreRevision, async ({ params, user, db, aside, now, problem, expectVersion }) => {
  const article = await findOwn(db, params.article_id, user, problem)
  const revision = await findRevision(db, article, params.number)
  if (!revision) throw problem('revision_not_found')
  expectVersion(article)
  const { featured_media_id: media_id } = revision
  const changes = {
    ...writingOf(revision),
    category_ids: await knownCategories(db, revision.category_ids),
    featured_media_id: (await featureMedium(db, article, { media_id, by: user.id, now })) ? media_id : null,
  }
  return presentArticle(db, await rewrite(article, changes, { db, aside, now, by: user.id }), user)
})
