import * as z from 'zod'
import { event } from '../../shared/contract/event.ts'
import { id, time } from '../../shared/contract/fields.ts'

/** `follow_id` is another one each time someone begins to follow or asks to; a request keeps it when it is accepted. */
const follow = { follow_id: id, follower_id: id, followee_id: id }

/** `was_requested` tells that the one who is followed had to accept it. */
export const followCreated = event('follow.created', { ...follow, followed_at: time, was_requested: z.boolean() })
export const followRemoved = event('follow.removed', { ...follow, followed_at: time })

export const followRequested = event('follow.requested', { ...follow, requested_at: time })

/** A request was taken back or refused. */
export const followRequestEnded = event('follow.request_ended', { ...follow, requested_at: time })

/** An account that turned public has more requests to accept than one invocation accepts. */
export const followRequestsOpened = event('follow-requests.opened', { user_id: id, until: time })

export const blockCreated = event('block.created', { blocker_id: id, blocked_id: id })
