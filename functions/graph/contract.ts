import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { listQuery, page, time } from '../../shared/contract/fields.ts'
import { worker } from '../../shared/contract/worker.ts'
import { profileUpdated, UserSummary } from '../profiles/contract.ts'
import { blockCreated, followCreated, followRemoved, followRequested, followRequestEnded, followRequestsOpened } from './events.ts'

export * from './events.ts'

const Relationship = z
  .object({
    following: z.boolean(),
    followed_by: z.boolean(),
    requested: z.boolean().describe('You asked to follow, and wait for the answer.'),
    blocking: z.boolean(),
    blocked_by: z.boolean().describe('Always false: nobody learns that they are blocked.'),
    muting: z.boolean(),
    is_contact: z.boolean(),
  })
  .meta({ id: 'Relationship' })

const Followed = z.object({ user: UserSummary, followed_at: time })

export const followUser = endpoint({
  id: 'follow-user',
  method: 'PUT',
  path: '/v1/users/{user_id}/follow',
  summary: 'Follow someone, or ask to follow a private account',
  auth: 'user',
  response: { 200: Relationship },
  problems: { user_not_found: 404, cannot_target_self: 422 },
  emits: [followCreated, followRequested],
  limit: { per: 'user', max: 300, window_seconds: 60 },
})

export const unfollowUser = endpoint({
  id: 'unfollow-user',
  method: 'DELETE',
  path: '/v1/users/{user_id}/follow',
  summary: 'Follow someone no longer, or take a request back',
  auth: 'user',
  response: { 200: Relationship },
  problems: { user_not_found: 404 },
  emits: [followRemoved, followRequestEnded],
})

const ofVisibleAccount = { user_not_found: 404, private_account: 403 } as const

export const listFollowers = endpoint({
  id: 'list-followers',
  method: 'GET',
  path: '/v1/users/{user_id}/followers',
  summary: 'Who follows someone, the latest first',
  description: "A private account's followers see it, and itself.",
  auth: 'public',
  query: listQuery(),
  response: { 200: page(Followed) },
  problems: ofVisibleAccount,
})

export const listFollowing = endpoint({
  id: 'list-following',
  method: 'GET',
  path: '/v1/users/{user_id}/following',
  summary: 'Whom someone follows, the latest first',
  description: "A private account's followers see it, and itself.",
  auth: 'public',
  query: listQuery(),
  response: { 200: page(Followed) },
  problems: ofVisibleAccount,
})

export const removeFollower = endpoint({
  id: 'remove-follower',
  method: 'DELETE',
  path: '/v1/me/followers/{user_id}',
  summary: 'Let someone follow you no longer',
  auth: 'user',
  response: { 204: null },
  problems: { user_not_found: 404 },
  emits: [followRemoved],
})

export const getRelationship = endpoint({
  id: 'get-relationship',
  method: 'GET',
  path: '/v1/users/{user_id}/relationship',
  summary: 'How you stand to someone, and they to you',
  auth: 'user',
  response: { 200: Relationship },
  problems: { user_not_found: 404 },
})

export const listFollowRequests = endpoint({
  id: 'list-follow-requests',
  method: 'GET',
  path: '/v1/me/follow-requests',
  summary: 'Who asks to follow you, the latest first',
  auth: 'user',
  query: listQuery(),
  response: { 200: page(z.object({ user: UserSummary, created_at: time })) },
})

export const acceptFollowRequest = endpoint({
  id: 'accept-follow-request',
  method: 'PUT',
  path: '/v1/me/follow-requests/{user_id}',
  summary: 'Accept that someone follows you',
  auth: 'user',
  response: { 204: null },
  problems: { follow_request_not_found: 404 },
  emits: [followCreated],
})

export const refuseFollowRequest = endpoint({
  id: 'refuse-follow-request',
  method: 'DELETE',
  path: '/v1/me/follow-requests/{user_id}',
  summary: 'Refuse that someone follows you',
  auth: 'user',
  response: { 204: null },
  problems: { follow_request_not_found: 404 },
  emits: [followRequestEnded],
})

export const blockUser = endpoint({
  id: 'block-user',
  method: 'PUT',
  path: '/v1/users/{user_id}/block',
  summary: 'Block someone: you are gone for each other',
  description: 'Ends follows, requests and contacts both ways. Someone who blocks you can be blocked too.',
  auth: 'user',
  response: { 200: Relationship },
  problems: { user_not_found: 404, cannot_target_self: 422 },
  emits: [blockCreated, followRemoved, followRequestEnded],
  transaction: true,
})

export const unblockUser = endpoint({
  id: 'unblock-user',
  method: 'DELETE',
  path: '/v1/users/{user_id}/block',
  summary: 'Block someone no longer',
  description: 'What the block ended does not come back.',
  auth: 'user',
  response: { 200: Relationship },
  problems: { user_not_found: 404 },
  transaction: true,
})

export const listBlocks = endpoint({
  id: 'list-blocks',
  method: 'GET',
  path: '/v1/me/blocks',
  summary: 'Whom you block, the latest first',
  auth: 'user',
  query: listQuery(),
  response: { 200: page(z.object({ user: UserSummary, created_at: time })) },
})

const longestMuteSeconds = 10 * 365 * 24 * 3600

export const muteUser = endpoint({
  id: 'mute-user',
  method: 'PUT',
  path: '/v1/users/{user_id}/mute',
  summary: 'Mute someone for some time, or until you unmute them',
  auth: 'user',
  body: z.strictObject({ expires_in: z.int().min(1).max(longestMuteSeconds).optional().describe('Seconds.') }),
  response: { 200: Relationship },
  problems: { user_not_found: 404, cannot_target_self: 422 },
})

export const unmuteUser = endpoint({
  id: 'unmute-user',
  method: 'DELETE',
  path: '/v1/users/{user_id}/mute',
  summary: 'Mute someone no longer',
  auth: 'user',
  response: { 200: Relationship },
  problems: { user_not_found: 404 },
})

export const listMutes = endpoint({
  id: 'list-mutes',
  method: 'GET',
  path: '/v1/me/mutes',
  summary: 'Whom you mute, the latest first',
  auth: 'user',
  query: listQuery(),
  response: { 200: page(z.object({ user: UserSummary, created_at: time, expires_at: time.nullable() })) },
})

export const acceptFollowRequests = worker({
  id: 'accept-follow-requests',
  summary: 'Accepts what waits for an account that turned public',
  on: [profileUpdated, followRequested, followRequestsOpened],
  emits: [followCreated, followRequestsOpened],
  impact: 'People who asked to follow an account that is public now go on waiting.',
})
