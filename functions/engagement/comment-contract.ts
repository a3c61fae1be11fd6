import type { ObjectId } from 'mongodb'
import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { count, id, listQuery, page, text, time } from '../../shared/contract/fields.ts'
import { schedule } from '../../shared/contract/worker.ts'
import { Media, mediaReleased } from '../media/contract.ts'
import { UserSummary } from '../profiles/contract.ts'
import { commentCreated, commentDeleted, commentEdited } from './events.ts'
import { subjectTypes } from './subject-types.ts'

const commentFields = {
  id,
  subject_type: z.string(),
  subject_id: id,
  parent_id: id.nullable().describe('The comment that this one answers.'),
  thread_id: id.nullable().describe('The top-level comment of the thread, null for a top-level comment.'),
  user_id: id.nullable(),
  user: UserSummary.nullable(),
  content: z.string().nullable(),
  media: z.array(Media),
  mentions: z.array(UserSummary),
  likes_count: count,
  replies_count: count.describe('Direct replies that are not deleted.'),
  liked: z.boolean(),
  is_edited: z.boolean(),
  is_deleted: z.boolean(),
  created_at: time,
  updated_at: time,
}

/** A deleted comment that others answered keeps its place, without content and author. */
export const Comment = z.object(commentFields).meta({ id: 'Comment' })

const Thread = z
  .object({ ...commentFields, replies: z.array(Comment).describe('The oldest three of the thread.') })
  .meta({ id: 'CommentThread' })

const onSubject = { subject_type: z.enum(subjectTypes.comments) }
const content = text(5_000, { min: 1 })
const media_ids = z
  .array(id)
  .max(4)
  .transform((ids) => [...new Map(ids.map((mediaId): [string, ObjectId] => [mediaId.toHexString(), mediaId])).values()])
const uses = ['media-links'] as const
const sort = z.enum(['oldest', 'newest']).default('oldest')

export const createComment = endpoint({
  id: 'create-comment',
  method: 'POST',
  path: '/v1/{subject_type}/{subject_id}/comments',
  summary: 'Comment on something, or answer a comment on it',
  description: 'An answer to a reply joins the same thread. `@username` mentions someone.',
  auth: 'user',
  params: onSubject,
  body: z.strictObject({ content, media_ids: media_ids.optional(), parent_id: id.nullable().optional() }),
  response: { 201: Comment },
  problems: { subject_not_found: 404, parent_not_found: 422, media_not_found: 422 },
  emits: [commentCreated],
  transaction: ['media_ids'],
  uses,
  limit: { per: 'user', max: 100, window_seconds: 60 },
})

export const listComments = endpoint({
  id: 'list-comments',
  method: 'GET',
  path: '/v1/{subject_type}/{subject_id}/comments',
  summary: 'Top-level comments, each with the beginning of its thread',
  auth: 'public',
  params: onSubject,
  query: listQuery({ sort }),
  response: { 200: page(Thread) },
  uses,
  problems: { subject_not_found: 404 },
})

export const getComment = endpoint({
  id: 'get-comment',
  method: 'GET',
  path: '/v1/comments/{comment_id}',
  summary: 'A comment',
  auth: 'public',
  response: { 200: Comment },
  uses,
  problems: { comment_not_found: 404 },
})

export const listReplies = endpoint({
  id: 'list-replies',
  method: 'GET',
  path: '/v1/comments/{comment_id}/replies',
  summary: 'The whole thread under a top-level comment; the direct replies to any other',
  auth: 'public',
  query: listQuery({ sort }),
  response: { 200: page(Comment) },
  uses,
  problems: { comment_not_found: 404 },
})

export const editComment = endpoint({
  id: 'edit-comment',
  method: 'PATCH',
  path: '/v1/comments/{comment_id}',
  summary: 'Change your comment',
  auth: 'user',
  body: z.strictObject({ content: content.optional(), media_ids: media_ids.optional() }),
  response: { 200: Comment },
  problems: { comment_not_found: 404, forbidden: 403, edited_meanwhile: 409, media_not_found: 422 },
  emits: [commentEdited],
  transaction: ['media_ids'],
  uses,
})

export const deleteComment = endpoint({
  id: 'delete-comment',
  method: 'DELETE',
  path: '/v1/comments/{comment_id}',
  summary: 'Delete a comment: your own, one on what is yours, or any as a moderator',
  auth: 'user',
  response: { 204: null },
  problems: { comment_not_found: 404, forbidden: 403 },
  emits: [commentDeleted, mediaReleased],
})

export const pruneComments = schedule({
  id: 'prune-comments',
  summary: 'Takes deleted comments away once there are no answers to them',
  expression: 'rate(1 hour)',
  impact: 'Comments are read more slowly where many were deleted.',
})
