import { http } from '../../shared/runtime/http.ts'
import { likeCreated, likeSubject } from './contract.ts'
import { likesCount, ownLike } from './likes-count.ts'
import { Likes } from './model.ts'
import { visibleSubject } from './visible-subject.ts'

/** Likes what the caller may see; once, however often it is asked for. */
export const handler = http(likeSubject, async ({ params, user, db, now, newId, problem }) => {
  const [subject, before] = await Promise.all([visibleSubject(db, params, user), likesCount(db, params, 0)])
  if (!subject) throw problem('subject_not_found')

  const edge = { ...params, user_id: user.id }
  const like = { _id: newId(), ...edge, owner_id: subject.owner_id, at: now }
  const event = likeCreated({ ...edge, owner_id: like.owner_id, like_id: like._id, liked_at: like.at })
  const { inserted } = await db.insertOnce(Likes, edge, like, { emit: [event] })
  if (inserted) return { liked: true, likes_count: before + 1 }
  const own = await ownLike(db, params, user.id)
  return { liked: true, likes_count: await likesCount(db, params, own?.uncounted ?? 0) }
})
