import { may } from '../../shared/contract/publication.ts'
import { http } from '../../shared/runtime/http.ts'
import { untilUndisturbed } from '../../shared/store/undisturbed.ts'
import { publishPost } from './contract.ts'
import { findOwn } from './find-post.ts'
import { presentOwn } from './present.ts'
import { publish, scheduleFor } from './publication.ts'
import { loadQuotability } from './quotations.ts'

/** Publishes a post that is not out yet, or names its time. */
export const handler = http(publishPost, async ({ params, body: { publish_at }, user, db, now, problem }) => {
  const changed = await untilUndisturbed(async () => {
    const post = await findOwn(db, params.post_id, user, problem)
    if (!may(publish_at ? 'schedule' : 'publish', post)) throw problem('already_published')
    const mayQuote = await loadQuotability(db, [post])
    if (!mayQuote(post)) throw problem('not_shareable')
    return publish_at ? scheduleFor(db, post, publish_at, now) : publish(db, post, now)
  })
  return presentOwn(db, changed, user)
})
