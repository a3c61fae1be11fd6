import { http } from '../../shared/runtime/http.ts'
import { commentData } from './comment-data.ts'
import { attachToComment } from './comment-media.ts'
import { commentEdited, editComment } from './contract.ts'
import { findComment } from './find-comment.ts'
import { mentionsIn } from './mentions.ts'
import { type CommentDocument, Comments } from './model.ts'
import { mayEdit } from './policy.ts'
import { presentComment } from './present-comments.ts'

/** Changes the text of the caller's comment, and with it whom it mentions, or the media that it carries. */
export const handler = http(editComment, async ({ params, body, user, db, now, problem }) => {
  const found = await findComment(db, params.comment_id, user)
  if (!found || found.comment.is_deleted) throw problem('comment_not_found')
  const { comment } = found
  if (!mayEdit(user, comment)) throw problem('forbidden')
  const { content = comment.content, media_ids = comment.media_ids } = body
  if (content === comment.content && String(media_ids) === String(comment.media_ids)) return presentComment(db, comment, user)
  if (!(await attachToComment(db, comment, media_ids, now))) throw problem('media_not_found')

  const mentions = await mentionsIn(db, content, user.id)
  const event = commentEdited({
    ...commentData(comment),
    mentioned_ids: mentions.map(({ user_id }) => user_id),
    unmentioned_ids: mentionedOnlyIn(comment.mentions, mentions),
  })
  // The text that was read is part of the condition: the event says what this edit made of that one.
  const edited = await db.update(
    Comments,
    { _id: comment._id, is_deleted: false, content: comment.content, media_ids: comment.media_ids },
    { content, media_ids, mentions, is_edited: true, updated_at: now },
    { emit: [event] },
  )
  if (!edited) throw problem('edited_meanwhile')
  return presentComment(db, edited, user)
})

type Mentions = CommentDocument['mentions']

function mentionedOnlyIn(before: Mentions, after: Mentions) {
  return before.filter(({ user_id }) => !after.some((mention) => mention.user_id.equals(user_id))).map(({ user_id }) => user_id)
}
