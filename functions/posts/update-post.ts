import { http } from '../../shared/runtime/http.ts'
import { untilUndisturbed } from '../../shared/store/undisturbed.ts'
import { updatePost } from './contract.ts'
import { findOwn } from './find-post.ts'
import { changesOf, edit } from './editing.ts'
import { presentOwn } from './present.ts'

/** Changes what the body names. What a published post said before stays in its edits. */
export const handler = http(updatePost, async ({ params, body, user, db, now, problem }) => {
  const edited = await untilUndisturbed(async () => {
    const post = await findOwn(db, params.post_id, user, problem)
    const changes = changesOf(post, body)
    return Object.keys(changes).length === 0 ? post : edit(db, post, { changes, now, refuse: problem })
  })
  return presentOwn(db, edited, user)
})
