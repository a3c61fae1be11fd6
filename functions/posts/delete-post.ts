import { http } from '../../shared/runtime/http.ts'
import { mediaReleased } from '../media/contract.ts'
import { deletePost, postDeleted } from './contract.ts'
import { findVisible } from './find-post.ts'
import { Posts } from './model.ts'
import { mayDelete } from './policy.ts'
import { postData } from './post-data.ts'
import { takeBackRepost } from './reposting.ts'

/** Deletes a post, whose likes, comments, reposts and notifications go by its events; a repost is taken back. */
export const handler = http(deletePost, async ({ params, user, db, problem }) => {
  const post = await findVisible(db, params.post_id, user)
  if (!post) throw problem('post_not_found')
  if (!mayDelete(user, post)) throw problem('forbidden')
  if (post.repost_of_id) {
    await takeBackRepost(db, post.repost_of_id, post.user_id)
    return
  }
  const { _id, published_at } = post
  const released = mediaReleased({ subject_type: 'posts', subject_id: _id })
  await db.remove(Posts, _id, { emit: [postDeleted({ ...postData(post), published_at }), released] })
})
