import type { Delivered } from '../../shared/contract/event.ts'
import type { followCreated, followRequested } from '../graph/contract.ts'
import type { NotificationType } from './contract.ts'
import { withdrawalKey } from './model.ts'
import type { Act, Outcome } from './outcomes.ts'

/** Who is followed, or asked, is told so; who had asked is told that they were accepted, for accepting is the other's own act. */
export function ofFollow(event: Delivered<typeof followCreated | typeof followRequested>): Outcome {
  const { follow_id, follower_id, followee_id } = event.data
  if (event.type === 'follow.requested') {
    return outcome('follow_request', { ...event, recipient_id: followee_id, actor_id: follower_id, depends_on: 'follow-requests', follow_id })
  }
  return event.data.was_requested
    ? outcome('follow_accepted', { ...event, recipient_id: follower_id, actor_id: followee_id, depends_on: 'follows', follow_id })
    : outcome('follow', { ...event, recipient_id: followee_id, actor_id: follower_id, depends_on: 'follows', follow_id })
}

interface Told extends Pick<Outcome, 'recipient_id'>, Pick<Act, 'at'> {
  readonly actor_id: NonNullable<Act['actor_id']>
  readonly follow_id: Outcome['act_id']
  /** What voids it when it is withdrawn. */
  readonly depends_on: 'follows' | 'follow-requests'
}

function outcome(type: NotificationType, { recipient_id, actor_id, at, follow_id, depends_on }: Told): Outcome {
  const subject = { subject_type: 'users', subject_id: recipient_id, root_type: 'users', root_id: recipient_id }
  const act: Act = { type, ...subject, actor_id, at, post_id: null, comment_id: null, notice: null }
  return { act_id: follow_id, recipient_id, version: at, act, depends_on: [withdrawalKey(depends_on, follow_id)] }
}
