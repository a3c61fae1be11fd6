import { http, reply } from '../../shared/runtime/http.ts'
import { removeRepost } from './contract.ts'
import { findOriginal } from './find-post.ts'
import { presentPosts } from './present.ts'
import { repostsCount, takeBackRepost } from './reposting.ts'

/** Takes the caller's repost back, also of what is gone or hidden: the answer is the same whether or not there was one. */
export const handler = http(removeRepost, async ({ params, user, db, now }) => {
  const post = await findOriginal(db, params.post_id)
  const removed = post ? await takeBackRepost(db, post._id, user.id) : false
  const [presented] = post ? await presentPosts(db, [post], user, now) : []
  if (!post || !presented) return reply(204, undefined)
  return reply(200, { ...presented, reposts_count: await repostsCount(db, post, removed ? -1 : 0) })
})
