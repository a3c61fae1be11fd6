import { http } from '../../shared/runtime/http.ts'
import { commentData } from './comment-data.ts'
import { releaseOf } from './comment-media.ts'
import { commentDeleted, deleteComment } from './contract.ts'
import { findComment } from './find-comment.ts'
import { Comments } from './model.ts'
import { mayDelete } from './policy.ts'

/** Deletes a comment: its text goes, its place stays as long as there are answers to it. */
export const handler = http(deleteComment, async ({ params, user, db, now, problem }) => {
  const found = await findComment(db, params.comment_id, user)
  if (!found || found.comment.is_deleted) throw problem('comment_not_found')
  if (!mayDelete(user, found.comment)) throw problem('forbidden')
  const deleted = await db.update(
    Comments,
    { _id: found.comment._id, is_deleted: false },
    { is_deleted: true, content: '', media_ids: [], mentions: [], updated_at: now },
    { emit: [commentDeleted(commentData(found.comment)), releaseOf(found.comment._id)] },
  )
  if (!deleted) throw problem('comment_not_found')
})
