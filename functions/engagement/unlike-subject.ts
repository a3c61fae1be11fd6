import { http } from '../../shared/runtime/http.ts'
import { likeRemoved, unlikeSubject } from './contract.ts'
import { likesCount, ownLike } from './likes-count.ts'
import { Likes } from './model.ts'
import { visibleSubject } from './visible-subject.ts'

/** Takes a like back, also from what is gone or hidden: the answer is the same whether or not there was one. */
export const handler = http(unlikeSubject, async ({ params, user, db }) => {
  const like = await ownLike(db, params, user.id)
  if (like) {
    const event = likeRemoved({ ...params, user_id: user.id, owner_id: like.owner_id, like_id: like._id, liked_at: like.at })
    await db.remove(Likes, like._id, { emit: [event] })
  }
  if (!(await visibleSubject(db, params, user))) return { liked: false, likes_count: 0 }
  return { liked: false, likes_count: await likesCount(db, params, like ? like.uncounted - 1 : 0) }
})
