import { http } from '../../shared/runtime/http.ts'
import { hiddenUsers } from '../graph/public.ts'
import { commentData } from './comment-data.ts'
import { attachToComment } from './comment-media.ts'
import { commentCreated, createComment } from './contract.ts'
import { mentionsIn } from './mentions.ts'
import { Comments } from './model.ts'
import { presentComment } from './present-comments.ts'
import { visibleSubject } from './visible-subject.ts'

/** Comments on what the caller may see, or answers a comment on it. */
export const handler = http(createComment, async ({ params, body, user, db, now, newId, problem }) => {
  const subject = await visibleSubject(db, params, user)
  if (!subject) throw problem('subject_not_found')
  const parent = body.parent_id ? await db.get(Comments, { _id: body.parent_id, ...params, is_deleted: false }) : null
  const hidden = await hiddenUsers(db, user.id, parent ? [parent.user_id] : [])
  if (body.parent_id && (!parent || hidden.size > 0)) throw problem('parent_not_found')

  const comment = {
    _id: newId(),
    ...params,
    owner_id: subject.owner_id,
    user_id: user.id,
    parent_id: parent?._id ?? null,
    parent_user_id: parent?.user_id ?? null,
    thread_id: parent ? (parent.thread_id ?? parent._id) : null,
    content: body.content,
    media_ids: body.media_ids ?? [],
    mentions: await mentionsIn(db, body.content, user.id),
    is_edited: false,
    is_deleted: false,
    counts: { likes: 0, replies: 0 },
    created_at: now,
    updated_at: now,
  }
  if (!(await attachToComment(db, { ...comment, media_ids: [] }, comment.media_ids, now))) throw problem('media_not_found')
  const mentioned_ids = comment.mentions.map(({ user_id }) => user_id)
  await db.insert(Comments, comment, { emit: [commentCreated({ ...commentData(comment), mentioned_ids })] })
  return presentComment(db, comment, user)
})
