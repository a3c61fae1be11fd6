import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { listQuery, page, time } from '../../shared/contract/fields.ts'
import { UserSummary } from '../profiles/contract.ts'
import { repostCreated, repostRemoved } from './events.ts'
import { Post } from './schemas.ts'

const uses = ['media-links'] as const
const post_not_found = { post_not_found: 404 } as const

export const repostPost = endpoint({
  id: 'repost-post',
  method: 'PUT',
  path: '/v1/posts/{post_id}/repost',
  summary: 'Repost a public post of a public account; a repost’s id stands for the post itself',
  auth: 'user',
  response: { 200: Post },
  problems: { ...post_not_found, not_shareable: 403 },
  emits: [repostCreated],
  transaction: true,
  uses,
})

export const removeRepost = endpoint({
  id: 'remove-repost',
  method: 'DELETE',
  path: '/v1/posts/{post_id}/repost',
  summary: 'Take a repost back',
  description: 'Answers the post, or 204 where it is gone or you may not see it, whether or not there was a repost.',
  auth: 'user',
  response: { 200: Post, 204: null },
  emits: [repostRemoved],
  transaction: true,
  uses,
})

export const listReposts = endpoint({
  id: 'list-reposts',
  method: 'GET',
  path: '/v1/posts/{post_id}/reposts',
  summary: 'Who reposted a post, the latest first',
  description: 'Reposts that you may not see are left out.',
  auth: 'public',
  query: listQuery(),
  response: { 200: page(z.object({ user: UserSummary, reposted_at: time })) },
  problems: post_not_found,
})
