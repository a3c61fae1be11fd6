import type { ObjectId } from 'bson'
import type { Delivered } from '../../shared/contract/event.ts'
import type { BatchContext } from '../../shared/runtime/worker.ts'
import type { commentCreated, commentEdited, likeCreated, shareCreated } from '../engagement/contract.ts'
import type { NotificationType, notifyUsers } from './contract.ts'
import type { Entry } from './model.ts'

/** One act as one recipient is told of it. */
export interface Act {
  readonly type: NotificationType
  readonly subject_type: string
  readonly subject_id: ObjectId
  readonly actor_id: ObjectId | null
  readonly at: Date
  readonly post_id: ObjectId | null
  readonly comment_id: ObjectId | null
  readonly notice: Entry['notice']
}

/** What an event means for one recipient of an act: that they are to be told of it, or not any more. */
export interface Outcome {
  readonly act_id: ObjectId
  readonly recipient_id: ObjectId
  /** The time of the event's write. Of two outcomes for one act and recipient the later holds. */
  readonly version: Date
  readonly act: Act | null
  /** Withdrawals that void it: its own, its subject's, and that of the thing in whose thread it is. */
  readonly depends_on: readonly string[]
}

/** What a whole batch means. */
export interface Reading {
  readonly outcomes: readonly Outcome[]
  /** Likes taken back, and comments and other things deleted. */
  readonly withdrawn: readonly { readonly type: string; readonly id: ObjectId }[]
  /**
   * Whose things the events are about. Their inboxes are claimed even when they are told nothing: two events about one
   * thing then never run past each other.
   */
  readonly owners: readonly ObjectId[]
}

type Event = BatchContext<typeof notifyUsers>['events'][number]

/** The name of a withdrawal. */
export function withdrawalKey(type: string, id: ObjectId): string {
  return `${type}:${id.toHexString()}`
}

/** The id of an act as one recipient is told of it. */
export function actKey({ act_id, recipient_id }: Pick<Outcome, 'act_id' | 'recipient_id'>): string {
  return `${act_id.toHexString()}:${recipient_id.toHexString()}`
}

/** Reads events, in whatever order and number they come. */
export function readEvents(events: readonly Event[]): Reading {
  const latest = new Map<string, Outcome>()
  for (const outcome of events.flatMap(outcomesOf)) {
    const known = latest.get(actKey(outcome))
    if (!known || known.version < outcome.version) latest.set(actKey(outcome), outcome)
  }
  return { outcomes: [...latest.values()], withdrawn: events.flatMap(withdrawalsOf), owners: events.flatMap(ownersOf) }
}

function outcomesOf(event: Event): Outcome[] {
  switch (event.type) {
    case 'like.created':
      return ofLike(event)
    case 'share.created':
      return ofShare(event)
    case 'comment.created':
      return ofComment(event)
    case 'comment.edited':
      return ofEdit(event)
    default:
      return []
  }
}

function withdrawalsOf(event: Event): { type: string; id: ObjectId }[] {
  switch (event.type) {
    case 'like.removed':
      return [{ type: 'likes', id: event.data.like_id }]
    case 'comment.deleted':
      return [{ type: 'comments', id: event.data.comment_id }]
    case 'article.deleted':
      return [{ type: 'articles', id: event.data.article_id }]
    default:
      return []
  }
}

function ownersOf(event: Event): ObjectId[] {
  if (event.type === 'article.deleted') return [event.data.author_id]
  // The author of a comment owns what is done to it.
  return event.type === 'comment.deleted' ? [event.data.owner_id, event.data.user_id] : [event.data.owner_id]
}

function ofLike({ data, at }: Delivered<typeof likeCreated>): Outcome[] {
  const { like_id, owner_id, user_id, subject_type, subject_id, liked_at } = data
  if (owner_id.equals(user_id)) return []
  const act = {
    type: 'like' as const,
    subject_type,
    subject_id,
    actor_id: user_id,
    at: liked_at,
    ...placeOf(subject_type, subject_id),
    notice: null,
  }
  const depends_on = [withdrawalKey('likes', like_id), withdrawalKey(subject_type, subject_id)]
  return [{ act_id: like_id, recipient_id: owner_id, version: at, act, depends_on }]
}

function ofShare({ data, at }: Delivered<typeof shareCreated>): Outcome[] {
  const { share_id, owner_id, user_id, subject_type, subject_id, shared_at } = data
  if (owner_id.equals(user_id)) return []
  const act = {
    type: 'share' as const,
    subject_type,
    subject_id,
    actor_id: user_id,
    at: shared_at,
    ...placeOf(subject_type, subject_id),
    notice: null,
  }
  return [{ act_id: share_id, recipient_id: owner_id, version: at, act, depends_on: [withdrawalKey(subject_type, subject_id)] }]
}

type Commented = Delivered<typeof commentCreated | typeof commentEdited>

/** A reply before a mention, a mention before a comment: whoever is concerned in several ways is told the most personal. */
function ofComment(event: Commented): Outcome[] {
  const { owner_id, parent_user_id, mentioned_ids } = event.data
  return [
    ...outcomesFor(event, 'comment', [owner_id]),
    ...outcomesFor(event, 'mention', mentioned_ids),
    ...outcomesFor(event, 'reply', parent_user_id ? [parent_user_id] : []),
  ]
    .toReversed()
    .filter((outcome, index, all) => all.findIndex(({ recipient_id }) => recipient_id.equals(outcome.recipient_id)) === index)
}

/**
 * Tells whom the edit names anew, and takes it back from whom it names no longer: the subject's owner is then told of a
 * comment, as if never named.
 */
function ofEdit(event: Delivered<typeof commentEdited>): Outcome[] {
  const { owner_id, parent_user_id, mentioned_ids, unmentioned_ids } = event.data
  const isConcernedAnyway = (id: ObjectId) => id.equals(owner_id) || (parent_user_id?.equals(id) ?? false)
  const named = mentioned_ids.filter((id) => !isConcernedAnyway(id))
  const unnamed = unmentioned_ids.filter((id) => !isConcernedAnyway(id))
  const owner = unmentioned_ids.filter((id) => id.equals(owner_id) && !(parent_user_id?.equals(id) ?? false))
  return [
    ...outcomesFor(event, 'mention', named),
    ...outcomesFor(event, 'mention', unnamed).map((outcome) => ({ ...outcome, act: null })),
    ...outcomesFor(event, 'comment', owner),
  ]
}

function outcomesFor({ data, at }: Commented, type: 'comment' | 'mention' | 'reply', recipients: readonly ObjectId[]): Outcome[] {
  const { comment_id, user_id, subject_type, subject_id, parent_id, commented_at } = data
  const subject = {
    comment: { subject_type, subject_id },
    mention: { subject_type: 'comments', subject_id: comment_id },
    reply: { subject_type: 'comments', subject_id: parent_id ?? comment_id },
  }[type]
  const place = placeOf(subject_type, subject_id)
  const act: Act = { type, ...subject, actor_id: user_id, at: commented_at, ...place, comment_id, notice: null }
  const depends_on = [
    withdrawalKey('comments', comment_id),
    withdrawalKey(subject_type, subject_id),
    withdrawalKey(subject.subject_type, subject.subject_id),
  ]
  return recipients
    .filter((recipient_id) => !recipient_id.equals(user_id))
    .map((recipient_id) => ({ act_id: comment_id, recipient_id, version: at, act, depends_on }))
}

function placeOf(subject_type: string, subject_id: ObjectId) {
  return { post_id: subject_type === 'posts' ? subject_id : null, comment_id: subject_type === 'comments' ? subject_id : null }
}
