import { http } from '../../shared/runtime/http.ts'
import { pinPost } from './contract.ts'
import { findOwn } from './find-post.ts'
import { Posts } from './model.ts'
import { presentOwn } from './present.ts'

/** Puts a published post before the caller's others. */
export const handler = http(pinPost, async ({ params, user, db, problem }) => {
  const { _id } = await findOwn(db, params.post_id, user, problem)
  const pinned = await db.update(Posts, { _id, status: 'published' }, { is_pinned: true })
  if (!pinned) throw problem('not_published')
  return presentOwn(db, pinned, user)
})
