import { http } from '../../shared/runtime/http.ts'
import { getRevision } from './contract.ts'
import { findOwn } from './find-article.ts'
import { presentRevision } from './present-revisions.ts'
import { findRevision } from './writing.ts'

/** Answers one version of the caller's own article. */
export const handler = http(getRevision, async ({ params, user, db, problem }) => {
  const article = await findOwn(db, params.article_id, user, problem)
  const revision = await findRevision(db, article, params.number)
  if (!revision) throw problem('revision_not_found')
  return presentRevision(db, revision)
})
