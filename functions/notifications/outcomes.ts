import { ObjectId } from 'mongodb'
import type { Delivered } from '../../shared/contract/event.ts'
import type { BatchContext } from '../../shared/runtime/worker.ts'
import type { articlePublicationFailed } from '../articles/contract.ts'
import type { commentCreated, commentEdited, likeCreated, shareCreated } from '../engagement/contract.ts'
import type { NotificationType, notifyUsers } from './contract.ts'
import { ofFollow } from './follow-outcomes.ts'
import { type Entry, withdrawalKey } from './model.ts'
import { ofFailedPost, ofPostEdit, ofPublication, ofRepost } from './post-outcomes.ts'

/** One act as one recipient is told of it. */
export interface Act {
  readonly type: NotificationType
  readonly subject_type: string
  readonly subject_id: ObjectId
  /** The thing itself, or in whose comments it is. */
  readonly root_type: string
  readonly root_id: ObjectId
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
  /** Withdrawals that void it: its own, its subject's and its root's. */
  readonly depends_on: readonly string[]
}

/** What a whole batch means. */
export interface Reading {
  readonly outcomes: readonly Outcome[]
  /** Follows, likes and publications taken back, and comments and other things deleted. */
  readonly withdrawn: readonly { readonly type: string; readonly id: ObjectId }[]
  /**
   * Whose things the events are about. Their inboxes are claimed even when they are told nothing: two events about one
   * thing then never run past each other.
   */
  readonly owners: readonly ObjectId[]
}

type Event = BatchContext<typeof notifyUsers>['events'][number]

/** The id of an act as one recipient is told of it. */
export function actKey({ act_id, recipient_id }: Pick<Outcome, 'act_id' | 'recipient_id'>): string {
  return `${act_id.toHexString()}:${recipient_id.toHexString()}`
}

/** What a comment is on, and whose that is. */
export interface Root {
  readonly root_type: string
  readonly root_id: ObjectId
  readonly owner_id: ObjectId
}

/** Finds what a comment is on; `undefined` when the comment is gone. */
export type RootOf = (comment_id: ObjectId) => Root | undefined

/** The comments whose roots a reading needs. */
export function likedComments(events: readonly Event[]): ObjectId[] {
  return events.flatMap(({ type, data }) => (type === 'like.created' && data.subject_type === 'comments' ? [data.subject_id] : []))
}

/** Reads events, in whatever order and number they come. */
export function readEvents(events: readonly Event[], rootOf: RootOf): Reading {
  const latest = new Map<string, Outcome>()
  for (const outcome of events.flatMap((event) => outcomesOf(event, rootOf))) {
    const known = latest.get(actKey(outcome))
    if (!known || known.version < outcome.version) latest.set(actKey(outcome), outcome)
  }
  return {
    outcomes: [...latest.values()],
    withdrawn: events.flatMap(withdrawalsOf),
    owners: [...events.flatMap(ownersOf), ...likedComments(events).flatMap((id) => rootOf(id)?.owner_id ?? [])],
  }
}

function outcomesOf(event: Event, rootOf: RootOf): Outcome[] {
  switch (event.type) {
    case 'follow.created':
    case 'follow.requested':
      return [ofFollow(event)]
    case 'like.created':
      return ofLike(event, rootOf)
    case 'share.created':
      return ofShare(event)
    case 'comment.created':
      return ofComment(event)
    case 'comment.edited':
      return ofEdit(event)
    case 'article.publication_failed':
      return ofFailure(event)
    case 'post.published':
      return ofPublication(event)
    case 'post.edited':
      return ofPostEdit(event)
    case 'post.publication_failed':
      return ofFailedPost(event)
    case 'repost.created':
      return ofRepost(event)
    default:
      return []
  }
}

function withdrawalsOf(event: Event): { type: string; id: ObjectId }[] {
  switch (event.type) {
    case 'follow.created':
      return event.data.was_requested ? [{ type: 'follow-requests', id: event.data.follow_id }] : []
    case 'follow.request_ended':
      return [{ type: 'follow-requests', id: event.data.follow_id }]
    case 'follow.removed':
      return [{ type: 'follows', id: event.data.follow_id }]
    case 'like.removed':
      return [{ type: 'likes', id: event.data.like_id }]
    case 'comment.deleted':
      return [{ type: 'comments', id: event.data.comment_id }]
    case 'article.unpublished':
      return [{ type: 'publications', id: event.data.article_id }]
    case 'article.deleted':
      return [{ type: 'articles', id: event.data.article_id }]
    case 'post.deleted':
      return [{ type: 'posts', id: event.data.post_id }]
    case 'repost.removed':
      return [{ type: 'reposts', id: event.data.repost_id }]
    default:
      return []
  }
}

function ownersOf(event: Event): ObjectId[] {
  if ('author_id' in event.data) return [event.data.author_id]
  if ('follow_id' in event.data) return [event.data.follower_id, event.data.followee_id]
  // The author of a comment owns what is done to it.
  return event.type === 'comment.deleted' ? [event.data.owner_id, event.data.user_id] : [event.data.owner_id]
}

function ofLike({ data, at }: Delivered<typeof likeCreated>, rootOf: RootOf): Outcome[] {
  const { like_id, owner_id, user_id, subject_type, subject_id, liked_at } = data
  const root = subject_type === 'comments' ? rootOf(subject_id) : { root_type: subject_type, root_id: subject_id }
  if (!root || owner_id.equals(user_id)) return []
  const comment_id = subject_type === 'comments' ? subject_id : null
  const act: Act = { type: 'like', subject_type, subject_id, ...placeIn(root), actor_id: user_id, at: liked_at, comment_id, notice: null }
  return [{ act_id: like_id, recipient_id: owner_id, version: at, act, depends_on: [withdrawalKey('likes', like_id), ...thingsOf(act)] }]
}

function ofShare({ data, at }: Delivered<typeof shareCreated>): Outcome[] {
  const { share_id, owner_id, user_id, subject_type, subject_id, shared_at } = data
  if (owner_id.equals(user_id)) return []
  const place = placeIn({ root_type: subject_type, root_id: subject_id })
  const act: Act = { type: 'share', subject_type, subject_id, ...place, actor_id: user_id, at: shared_at, comment_id: null, notice: null }
  return [{ act_id: share_id, recipient_id: owner_id, version: at, act, depends_on: thingsOf(act) }]
}

function ofFailure({ id, data, at }: Delivered<typeof articlePublicationFailed>): Outcome[] {
  const { article_id, author_id } = data
  const subject = { subject_type: 'articles', subject_id: article_id, root_type: 'articles', root_id: article_id }
  const nobody = { actor_id: null, post_id: null, comment_id: null }
  const act: Act = { type: 'system', ...subject, ...nobody, at, notice: 'publication_failed' }
  return [{ act_id: new ObjectId(id), recipient_id: author_id, version: at, act, depends_on: thingsOf(act) }]
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
  const place = placeIn({ root_type: subject_type, root_id: subject_id })
  const act: Act = { type, ...subject, ...place, actor_id: user_id, at: commented_at, comment_id, notice: null }
  const depends_on = [withdrawalKey('comments', comment_id), ...thingsOf(act)]
  return recipients
    .filter((recipient_id) => !recipient_id.equals(user_id))
    .map((recipient_id) => ({ act_id: comment_id, recipient_id, version: at, act, depends_on }))
}

function placeIn({ root_type, root_id }: Pick<Root, 'root_type' | 'root_id'>) {
  return { root_type, root_id, post_id: root_type === 'posts' ? root_id : null }
}

/** The things without which nobody is told of an act. */
function thingsOf({ subject_type, subject_id, root_type, root_id }: Act): string[] {
  return [withdrawalKey(subject_type, subject_id), withdrawalKey(root_type, root_id)]
}
