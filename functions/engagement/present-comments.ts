import type * as z from 'zod'
import type { Db } from '../../shared/store/database.ts'
import type { Viewer } from '../../shared/subjects.ts'
import { withoutHidden } from '../graph/public.ts'
import { presentMedia } from '../media/public.ts'
import { summarize } from '../profiles/public.ts'
import type { Comment } from './contract.ts'
import type { CommentDocument } from './model.ts'
import type { ThreadDocument } from './threads.ts'
import { viewerMarks } from './viewer-marks.ts'

type PresentedComment = z.output<typeof Comment>

/** Comments as the viewer may see them, in the order given. */
export async function presentComments(db: Db, comments: readonly CommentDocument[], viewer: Viewer): Promise<PresentedComment[]> {
  const shown = comments.filter(({ is_deleted }) => !is_deleted)
  const mentioned = shown.flatMap(({ mentions }) => mentions.map(({ user_id }) => user_id))
  const people = [...shown.map(({ user_id }) => user_id), ...(await withoutHidden(db, viewer?.id, mentioned, (id) => id))]
  const [users, media, { liked }] = await Promise.all([
    summarize(db, people, viewer?.id),
    presentMedia(db, shown.flatMap(({ media_ids }) => media_ids)),
    viewerMarks(db, viewer, 'comments', shown.map(({ _id }) => _id)),
  ])
  return comments.map((comment) => {
    const place = placeOf(comment)
    if (comment.is_deleted) return place
    return {
      ...place,
      user_id: comment.user_id,
      user: users.get(comment.user_id.toHexString()) ?? null,
      content: comment.content,
      media: comment.media_ids.flatMap((id) => media.get(id.toHexString()) ?? []),
      mentions: comment.mentions.flatMap(({ user_id }) => users.get(user_id.toHexString()) ?? []),
      liked: liked.has(comment._id.toHexString()),
    }
  })
}

/** A comment as the viewer may see it. */
export async function presentComment(db: Db, comment: CommentDocument, viewer: Viewer): Promise<PresentedComment> {
  const [presented] = await presentComments(db, [comment], viewer)
  return presented as PresentedComment
}

/** Threads with the replies that came with them, as the viewer may see them. */
export async function presentThreads(db: Db, threads: readonly ThreadDocument[], viewer: Viewer) {
  const all = threads.flatMap((thread) => [thread, ...thread.replies])
  const presented = (await presentComments(db, all, viewer)).values()
  return threads.map(({ replies }) => {
    const comment = presented.next().value as PresentedComment
    return { ...comment, replies: presented.take(replies.length).toArray() }
  })
}

// What stays of a comment when it is deleted.
function placeOf(comment: CommentDocument): PresentedComment {
  const { _id, subject_type, subject_id, parent_id, thread_id, counts, is_edited, is_deleted, created_at, updated_at } = comment
  return {
    id: _id,
    subject_type,
    subject_id,
    parent_id,
    thread_id,
    user_id: null,
    user: null,
    content: null,
    media: [],
    mentions: [],
    likes_count: counts.likes,
    replies_count: counts.replies,
    liked: false,
    is_edited,
    is_deleted,
    created_at,
    updated_at,
  }
}
