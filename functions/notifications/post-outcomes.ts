import { ObjectId } from 'mongodb'
import type { Delivered } from '../../shared/contract/event.ts'
import type { postEdited, postPublicationFailed, postPublished, repostCreated } from '../posts/contract.ts'
import { withdrawalKey } from './model.ts'
import type { Act, Outcome } from './outcomes.ts'

type Written = Delivered<typeof postPublished | typeof postEdited>

/** Who is quoted is told of that, and of nothing else; who is mentioned is told so. */
export function ofPublication(event: Delivered<typeof postPublished>): Outcome[] {
  const { quote_of } = event.data
  const quotation = quote_of ? [outcome(event, { type: 'quote', post_id: quote_of.post_id, recipient_id: quote_of.author_id })] : []
  return withoutOwn(event, [...quotation, ...mentionsIn(event, event.data.mentioned_ids)])
}

/** Tells whom an edit mentions anew, and takes it back from whom it mentions no longer. */
export function ofPostEdit(event: Delivered<typeof postEdited>): Outcome[] {
  const { mentioned_ids, unmentioned_ids } = event.data
  const unmentioned = mentionsIn(event, unmentioned_ids).map((mention) => ({ ...mention, act: null }))
  return withoutOwn(event, [...mentionsIn(event, mentioned_ids), ...unmentioned])
}

export function ofRepost({ data, at }: Delivered<typeof repostCreated>): Outcome[] {
  const { repost_id, user_id, post_id, author_id, reposted_at } = data
  if (author_id.equals(user_id)) return []
  const act: Act = { type: 'repost', ...about(post_id), actor_id: user_id, at: reposted_at, post_id, comment_id: null, notice: null }
  const depends_on = [withdrawalKey('reposts', repost_id), withdrawalKey('posts', post_id)]
  return [{ act_id: repost_id, recipient_id: author_id, version: at, act, depends_on }]
}

export function ofFailedPost({ id, data, at }: Delivered<typeof postPublicationFailed>): Outcome[] {
  const { post_id, author_id } = data
  const act: Act = { type: 'system', ...about(post_id), actor_id: null, at, post_id, comment_id: null, notice: 'publication_failed' }
  return [{ act_id: new ObjectId(id), recipient_id: author_id, version: at, act, depends_on: [withdrawalKey('posts', post_id)] }]
}

function mentionsIn(event: Written, recipients: readonly ObjectId[]): Outcome[] {
  const { post_id, quote_of } = event.data
  return recipients
    .filter((recipient_id) => !quote_of?.author_id.equals(recipient_id))
    .map((recipient_id) => outcome(event, { type: 'mention', post_id, recipient_id }))
}

interface Told {
  readonly type: 'mention' | 'quote'
  /** What the entry is about. */
  readonly post_id: ObjectId
  readonly recipient_id: ObjectId
}

function outcome({ data, at }: Written, { type, post_id, recipient_id }: Told): Outcome {
  const author = { actor_id: data.author_id, at: data.published_at }
  const act: Act = { type, ...about(post_id), ...author, post_id: data.post_id, comment_id: null, notice: null }
  return { act_id: data.post_id, recipient_id, version: at, act, depends_on: [data.post_id, post_id].map((id) => withdrawalKey('posts', id)) }
}

function withoutOwn({ data }: Written, outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.filter(({ recipient_id }) => !recipient_id.equals(data.author_id))
}

function about(post_id: ObjectId) {
  return { subject_type: 'posts', subject_id: post_id, root_type: 'posts', root_id: post_id }
}
