import { http } from '../../shared/runtime/http.ts'
import { getPost } from './contract.ts'
import { Posts } from './model.ts'
import { presentPosts } from './present.ts'

/** Answers a post that the caller may see. */
export const handler = http(getPost, async ({ params, user, db, now, problem }) => {
  const post = await db.get(Posts, params.post_id)
  const [presented] = post ? await presentPosts(db, [post], user, now) : []
  if (!presented) throw problem('post_not_found')
  return presented
})
