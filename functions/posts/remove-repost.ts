import { http, reply } from '../../shared/runtime/http.ts'
import { removeRepost } from './contract.ts'
import { findOriginal } from './find-post.ts'
import { presentPosts } from './present.ts'
import { repostsCount, takeBackRepost } from './reposting.ts'

/** Takes the caller's repost back, also of a post that they may not see any more. */
export const handler = http(removeRepost, async ({ params, user, db, now, problem }) => {
  const post = await findOriginal(db, params.post_id)
  if (!post) throw problem('post_not_found')
  const removed = await takeBackRepost(db, post._id, user.id)
  const [presented] = await presentPosts(db, [post], user, now)
  if (presented) return reply(200, { ...presented, reposts_count: await repostsCount(db, post, removed ? -1 : 0) })
  if (!removed) throw problem('post_not_found')
  return reply(204, undefined)
})
