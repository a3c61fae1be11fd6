import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { futureTime, id, listQuery, page, queryBoolean } from '../../shared/contract/fields.ts'
import { schedule, worker } from '../../shared/contract/worker.ts'
import { publicationStatuses } from '../../shared/contract/publication.ts'
import { mediaReleased, mediaVisibilityChanged } from '../media/contract.ts'
import {
  postDeleted,
  postEdited,
  postPublicationFailed,
  postPublished,
  postRemovalContinued,
  repostCreated,
  repostRemoved,
} from './events.ts'
import { newPoll, Post, PostEdit, postFields, visibilities } from './schemas.ts'

export * from './events.ts'
export * from './poll-contract.ts'
export * from './repost-contract.ts'
export { Post } from './schemas.ts'

const uses = ['media-links'] as const
const post_not_found = { post_not_found: 404 } as const

export const createPost = endpoint({
  id: 'create-post',
  method: 'POST',
  path: '/v1/posts',
  summary: 'Post something now, later, or as a draft',
  description:
    '`@username` mentions someone, `#word` is a hashtag. Content, media or a quotation is required. Answers to a post are comments. ' +
    'Media of a post that is not public are private from then on.',
  auth: 'user',
  body: z
    .strictObject({
      ...z.object(postFields).partial().shape,
      visibility: z.enum(visibilities).default('public'),
      quote_of_id: id.nullable().optional(),
      poll: newPoll.nullable().optional(),
      publish_at: futureTime.nullable().optional(),
      draft: z.boolean().default(false),
    })
    .superRefine(({ content, media_ids, quote_of_id, draft, publish_at }, ctx) => {
      const isEmpty = !content?.trim() && !media_ids?.length && !quote_of_id
      if (isEmpty) ctx.addIssue({ code: 'custom', path: ['content'], message: 'must not be empty without media or a quotation' })
      if (draft && publish_at) ctx.addIssue({ code: 'custom', path: ['publish_at'], message: 'must not be there for a draft' })
    }),
  response: { 201: Post },
  problems: { media_not_found: 422, post_not_found: 422, not_shareable: 403 },
  emits: [postPublished, mediaVisibilityChanged],
  transaction: ['media_ids'],
  uses,
  limit: { per: 'user', max: 100, window_seconds: 60 },
})

export const getPost = endpoint({
  id: 'get-post',
  method: 'GET',
  path: '/v1/posts/{post_id}',
  summary: 'A post, or a repost with what it reposts',
  auth: 'public',
  response: { 200: Post },
  problems: post_not_found,
  uses,
})

export const updatePost = endpoint({
  id: 'update-post',
  method: 'PATCH',
  path: '/v1/posts/{post_id}',
  summary: 'Edit your post',
  description: 'What a published post said before stays in its edits. Whom it mentions no longer loses sight of a post for those mentioned.',
  auth: 'user',
  body: z.strictObject(z.object(postFields).partial().shape),
  response: { 200: Post },
  problems: { ...post_not_found, forbidden: 403, media_not_found: 422, content_required: 422 },
  emits: [postEdited, mediaVisibilityChanged],
  transaction: ['content', 'media_ids'],
  uses,
})

export const deletePost = endpoint({
  id: 'delete-post',
  method: 'DELETE',
  path: '/v1/posts/{post_id}',
  summary: 'Delete a post with all that hangs on it, or take a repost back',
  auth: 'user',
  response: { 204: null },
  problems: { ...post_not_found, forbidden: 403 },
  emits: [postDeleted, repostRemoved, mediaReleased],
  transaction: true,
})

export const publishPost = endpoint({
  id: 'publish-post',
  method: 'POST',
  path: '/v1/posts/{post_id}/publish',
  summary: 'Publish a draft or a scheduled post now, or name the time at which it is to come out',
  auth: 'user',
  body: z.strictObject({ publish_at: futureTime.optional() }),
  response: { 200: Post },
  problems: { ...post_not_found, forbidden: 403, already_published: 409, not_shareable: 403 },
  emits: [postPublished],
  uses,
})

export const unschedulePost = endpoint({
  id: 'unschedule-post',
  method: 'POST',
  path: '/v1/posts/{post_id}/unschedule',
  summary: 'Make a scheduled post a draft again',
  auth: 'user',
  response: { 200: Post },
  problems: { ...post_not_found, forbidden: 403, not_scheduled: 409 },
  uses,
})

export const listPostEdits = endpoint({
  id: 'list-post-edits',
  method: 'GET',
  path: '/v1/posts/{post_id}/edits',
  summary: 'What a post said before each of its edits, the oldest first',
  description: 'Media that were taken off a post are shown for as long as they exist.',
  auth: 'public',
  query: listQuery(),
  response: { 200: page(PostEdit) },
  problems: post_not_found,
  uses,
})

export const listMyPosts = endpoint({
  id: 'list-my-posts',
  method: 'GET',
  path: '/v1/me/posts',
  summary: 'Your own posts, the latest begun first',
  auth: 'user',
  query: listQuery({ status: z.enum(publicationStatuses).optional() }),
  response: { 200: page(Post) },
  uses,
})

export const listUserPosts = endpoint({
  id: 'list-user-posts',
  method: 'GET',
  path: '/v1/users/{user_id}/posts',
  summary: 'What someone posted and reposted, pinned posts first, then the newest',
  description: 'What you may not see is left out, so that a page can have fewer items than asked for.',
  auth: 'public',
  query: listQuery({ media_only: queryBoolean.optional().describe('`true` leaves posts with media of their own.') }),
  response: { 200: page(Post) },
  problems: { user_not_found: 404 },
  uses,
})

export const pinPost = endpoint({
  id: 'pin-post',
  method: 'PUT',
  path: '/v1/posts/{post_id}/pin',
  summary: 'Put your post before your others',
  auth: 'user',
  response: { 200: Post },
  problems: { ...post_not_found, forbidden: 403, not_published: 409 },
  uses,
})

export const unpinPost = endpoint({
  id: 'unpin-post',
  method: 'DELETE',
  path: '/v1/posts/{post_id}/pin',
  summary: 'Let your post stand where its date puts it',
  auth: 'user',
  response: { 204: null },
  problems: { ...post_not_found, forbidden: 403 },
})

export const publishScheduledPosts = schedule({
  id: 'publish-scheduled-posts',
  summary: 'Publishes the posts that are due',
  expression: 'rate(1 minute)',
  emits: [postPublished, postPublicationFailed],
  impact: 'Scheduled posts do not appear at their time.',
})

export const removePostTraces = worker({
  id: 'remove-post-traces',
  summary: 'Removes the reposts, edits and votes of a deleted post',
  on: [postDeleted, repostCreated, postRemovalContinued],
  emits: [postRemovalContinued],
  impact: 'What hung on deleted posts stays stored. Nobody can see it.',
})
