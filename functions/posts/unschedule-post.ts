import { http } from '../../shared/runtime/http.ts'
import { untilUndisturbed } from '../../shared/store/undisturbed.ts'
import { unschedulePost } from './contract.ts'
import { findOwn } from './find-post.ts'
import { presentOwn } from './present.ts'
import { unschedule } from './publication.ts'

/** Cancels a scheduled publication. */
export const handler = http(unschedulePost, async ({ params, user, db, now, problem }) => {
  const draft = await untilUndisturbed(async () => {
    const post = await findOwn(db, params.post_id, user, problem)
    if (post.status !== 'scheduled') throw problem('not_scheduled')
    return unschedule(db, post, now)
  })
  return presentOwn(db, draft, user)
})
