import * as z from 'zod'
import { event } from '../../shared/contract/event.ts'
import { id, time } from '../../shared/contract/fields.ts'

/** Which act on which subject, and whose subject it is. */
const act = {
  subject_type: z.string(),
  subject_id: id,
  owner_id: id,
  user_id: id,
}

export const likeCreated = event('like.created', { ...act, like_id: id, liked_at: time })
export const likeRemoved = event('like.removed', { ...act, like_id: id, liked_at: time })

export const bookmarkCreated = event('bookmark.created', { ...act, bookmark_id: id, bookmarked_at: time })
export const bookmarkRemoved = event('bookmark.removed', { ...act, bookmark_id: id, bookmarked_at: time })

export const shareCreated = event('share.created', { ...act, share_id: id, platform: z.string(), shared_at: time })

/** `parent_*` name the comment that is answered; `mentioned_ids` the people whom the text names. */
const commented = {
  ...act,
  comment_id: id,
  parent_id: id.nullable(),
  parent_user_id: id.nullable(),
  /** The top-level comment of the thread, null for a top-level comment. */
  thread_id: id.nullable(),
  commented_at: time,
}
export const commentCreated = event('comment.created', { ...commented, mentioned_ids: z.array(id) })
export const commentEdited = event('comment.edited', { ...commented, mentioned_ids: z.array(id), unmentioned_ids: z.array(id) })
export const commentDeleted = event('comment.deleted', commented)

/** `user_id` is null for someone who is not signed in; `is_unique` tells the viewer's first view of the UTC day. */
export const viewRecorded = event('view.recorded', {
  ...act,
  user_id: id.nullable(),
  is_unique: z.boolean(),
  referrer_host: z.string().nullable(),
  viewed_at: time,
})

/** More is left of what hung on a subject that is gone than one invocation removes. */
export const removalContinued = event('removal.continued', { subject_type: z.string(), subject_id: id })
