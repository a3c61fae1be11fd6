import { http } from '../../shared/runtime/http.ts'
import { repostPost } from './contract.ts'
import { findShareable } from './find-post.ts'
import { presentPosts } from './present.ts'
import { repost, repostsCount } from './reposting.ts'

/** Reposts what everyone may see; once, however often it is asked for. */
export const handler = http(repostPost, async ({ params, user, db, now, newId, problem }) => {
  const post = await findShareable(db, params.post_id, user, problem)
  const added = await repost(db, post, { _id: newId(), user_id: user.id, at: now })
  const [presented] = await presentPosts(db, [post], user, now)
  if (!presented) throw problem('post_not_found')
  return { ...presented, reposts_count: await repostsCount(db, post, added ? 1 : 0) }
})
