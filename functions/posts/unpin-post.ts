import { http } from '../../shared/runtime/http.ts'
import { unpinPost } from './contract.ts'
import { findOwn } from './find-post.ts'
import { Posts } from './model.ts'

/** Lets a post of the caller's stand where its date puts it. */
export const handler = http(unpinPost, async ({ params, user, db, problem }) => {
  const { _id } = await findOwn(db, params.post_id, user, problem)
  await db.update(Posts, _id, { is_pinned: false })
})
