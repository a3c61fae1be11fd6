import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { count, id, listQuery, page, text, time } from '../../shared/contract/fields.ts'
import { worker } from '../../shared/contract/worker.ts'
import { Article, articleDeleted } from '../articles/contract.ts'
import { mediaReleased } from '../media/contract.ts'
import { Post, postDeleted } from '../posts/contract.ts'
import { UserSummary } from '../profiles/contract.ts'
import {
  bookmarkCreated,
  bookmarkRemoved,
  commentDeleted,
  likeCreated,
  likeRemoved,
  removalContinued,
  shareCreated,
  viewRecorded,
} from './events.ts'
import { subjectTypes } from './subject-types.ts'

export * from './comment-contract.ts'
export * from './events.ts'

const likeable = { subject_type: z.enum(subjectTypes.likes) }
const bookmarkable = { subject_type: z.enum(subjectTypes.bookmarks) }
const shareable = { subject_type: z.enum(subjectTypes.shares) }

const LikeState = z.object({ liked: z.boolean(), likes_count: count }).meta({ id: 'LikeState' })

export const likeSubject = endpoint({
  id: 'like-subject',
  method: 'PUT',
  path: '/v1/{subject_type}/{subject_id}/like',
  summary: 'Like something',
  auth: 'user',
  params: likeable,
  response: { 200: LikeState },
  problems: { subject_not_found: 404 },
  emits: [likeCreated],
})

export const unlikeSubject = endpoint({
  id: 'unlike-subject',
  method: 'DELETE',
  path: '/v1/{subject_type}/{subject_id}/like',
  summary: 'Take a like back',
  auth: 'user',
  params: likeable,
  response: { 200: LikeState },
  problems: { subject_not_found: 404 },
  emits: [likeRemoved],
})

export const listLikes = endpoint({
  id: 'list-likes',
  method: 'GET',
  path: '/v1/{subject_type}/{subject_id}/likes',
  summary: 'Who likes it, the latest first',
  auth: 'public',
  params: likeable,
  query: listQuery(),
  response: { 200: page(z.object({ user: UserSummary, liked_at: time })) },
  problems: { subject_not_found: 404 },
})

const platform = z.enum(['twitter', 'facebook', 'linkedin', 'whatsapp', 'telegram', 'email', 'link', 'other'])

export const Share = z
  .object({ id, subject_type: z.string(), subject_id: id, user_id: id, user: UserSummary.nullable(), platform, shared_at: time })
  .meta({ id: 'Share' })

export const shareSubject = endpoint({
  id: 'share-subject',
  method: 'POST',
  path: '/v1/{subject_type}/{subject_id}/shares',
  summary: 'Say that you shared something, and where',
  auth: 'user',
  params: shareable,
  body: z.strictObject({ platform }),
  response: { 201: Share },
  problems: { subject_not_found: 404 },
  emits: [shareCreated],
  limit: { per: 'user', max: 60, window_seconds: 60 },
})

export const listShares = endpoint({
  id: 'list-shares',
  method: 'GET',
  path: '/v1/{subject_type}/{subject_id}/shares',
  summary: 'Who shared what is yours, the latest first',
  auth: 'user',
  params: shareable,
  query: listQuery(),
  response: { 200: page(Share) },
  problems: { subject_not_found: 404, forbidden: 403 },
})

export const recordView = endpoint({
  id: 'record-view',
  method: 'POST',
  path: '/v1/{subject_type}/{subject_id}/views',
  summary: 'Say that something was looked at',
  description: 'Views of its owner and of known bots do not count. `referrer` is the page that led here; only its host is kept.',
  auth: 'public',
  params: { subject_type: z.enum(subjectTypes.views) },
  body: z.strictObject({ referrer: text(2048).nullable().optional() }),
  response: { 202: null },
  problems: { subject_not_found: 404 },
  emits: [viewRecorded],
  limit: { per: 'address', max: 300, window_seconds: 60 },
})

const bookmarkFields = { subject_id: id, bookmarked_at: time }

export const Bookmark = z
  .discriminatedUnion('subject_type', [
    z.object({ subject_type: z.literal('articles'), ...bookmarkFields, subject: Article }),
    z.object({ subject_type: z.literal('posts'), ...bookmarkFields, subject: Post }),
  ])
  .meta({ id: 'Bookmark' })

export const bookmarkSubject = endpoint({
  id: 'bookmark-subject',
  method: 'PUT',
  path: '/v1/{subject_type}/{subject_id}/bookmark',
  summary: 'Keep something for later',
  auth: 'user',
  params: bookmarkable,
  response: { 200: Bookmark },
  uses: ['media-links'],
  problems: { subject_not_found: 404 },
  emits: [bookmarkCreated],
})

export const removeBookmark = endpoint({
  id: 'remove-bookmark',
  method: 'DELETE',
  path: '/v1/{subject_type}/{subject_id}/bookmark',
  summary: 'Keep something no longer',
  auth: 'user',
  params: bookmarkable,
  response: { 204: null },
  problems: { subject_not_found: 404 },
  emits: [bookmarkRemoved],
})

export const listBookmarks = endpoint({
  id: 'list-bookmarks',
  method: 'GET',
  path: '/v1/me/bookmarks',
  summary: 'What you keep, the latest first',
  description: 'What you may no longer see is left out, so that a page can have fewer items than asked for.',
  auth: 'user',
  query: listQuery({ subject_type: bookmarkable.subject_type.optional() }),
  response: { 200: page(Bookmark) },
  uses: ['media-links'],
})

export const removeEngagement = worker({
  id: 'remove-engagement',
  summary: 'Removes likes, comments, shares, bookmarks and views of what was deleted',
  on: [articleDeleted, postDeleted, commentDeleted, removalContinued],
  emits: [removalContinued, mediaReleased],
  impact: 'What hung on deleted things stays stored. Nobody can see it.',
})
