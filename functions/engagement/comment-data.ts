import type { CommentDocument } from './model.ts'

/** What every event about a comment says of it. */
export function commentData(comment: CommentDocument) {
  const { _id, subject_type, subject_id, owner_id, user_id, parent_id, parent_user_id, thread_id, created_at } = comment
  return { comment_id: _id, subject_type, subject_id, owner_id, user_id, parent_id, parent_user_id, thread_id, commented_at: created_at }
}
