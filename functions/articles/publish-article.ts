import { may } from '../../shared/contract/publication.ts'
import { http } from '../../shared/runtime/http.ts'
import { untilUndisturbed } from '../../shared/store/undisturbed.ts'
import { publishArticle } from './contract.ts'
import { findOwn } from './find-article.ts'
import { presentArticle } from './present.ts'
import { publish, scheduleFor } from './publication.ts'

/** Publishes the present revision now, or freezes it for publication at `publish_at`. */
export const handler = http(publishArticle, async ({ params, body: { publish_at }, user, db, now, problem, expectVersion }) => {
  const changed = await untilUndisturbed(async () => {
    const article = await findOwn(db, params.article_id, user, problem)
    expectVersion(article)
    if (!may(publish_at ? 'schedule' : 'publish', article)) throw problem('already_published')
    return publish_at ? scheduleFor(db, article, publish_at, now) : publish(db, article, now)
  })
  return presentArticle(db, changed, user)
})
