import * as z from 'zod'
import type { AnyEvent } from '../../shared/contract/event.ts'
import { articleDeleted, articlePublished, articleUnpublished } from '../articles/contract.ts'
import { commentCreated, commentDeleted, commentEdited, likeCreated, likeRemoved, shareCreated } from '../engagement/contract.ts'
import { followCreated } from '../graph/contract.ts'
import { userRegistered } from '../identity/contract.ts'
import { userRoleChanged } from '../profiles/contract.ts'

/** An event that the outside may be told of. */
export interface PublicEvent<Event extends AnyEvent = AnyEvent> {
  readonly event: Event
  readonly summary: string
  /** What receivers get of it. */
  readonly data: z.ZodObject
  /** What receivers get of one such event, as JSON; `undefined` where it is not for them. */
  dataOf(data: unknown): unknown
}

const act = ['subject_type', 'subject_id', 'owner_id', 'user_id'] as const
const comment = [...act, 'comment_id', 'parent_id', 'thread_id', 'commented_at'] as const
const article = ['article_id', 'author_id', 'published_at'] as const
const published = [...article, 'title', 'slug', 'category_ids', 'tags', 'is_first'] as const

/**
 * What receivers are told. They get the fields named here and no others: a field that an event gains stays inside. Nothing
 * is among them that an administrator could not read through the API.
 */
export const publicEvents = [
  publicEvent(userRegistered, 'Someone registered', ['user_id', 'username']),
  publicEvent(userRoleChanged, 'Someone was given another role', ['user_id', 'role', 'changed_by']),
  publicEvent(articlePublished, 'An article was published', published),
  publicEvent(articleUnpublished, 'An article was made a draft again', article),
  // Drafts are their authors' alone.
  publicEvent(articleDeleted, 'A published article was deleted', article, ({ was_published }) => was_published),
  publicEvent(commentCreated, 'Someone commented on an article', comment, isOnArticle),
  publicEvent(commentEdited, 'A comment on an article was edited', comment, isOnArticle),
  publicEvent(commentDeleted, 'A comment on an article was deleted', comment, isOnArticle),
  publicEvent(likeCreated, 'Someone liked an article', [...act, 'like_id', 'liked_at'], isOnArticle),
  publicEvent(likeRemoved, 'Someone took a like of an article back', [...act, 'like_id', 'liked_at'], isOnArticle),
  publicEvent(shareCreated, 'Someone shared an article', [...act, 'share_id', 'platform', 'shared_at'], isOnArticle),
  // Whom a private account lets follow is known to its followers alone.
  publicEvent(
    followCreated,
    'Someone follows a public account',
    ['follow_id', 'follower_id', 'followee_id', 'followed_at'],
    ({ was_requested }) => !was_requested,
  ),
]

export const publicEventTypes = publicEvents.map(({ event }) => event.type)

// Articles are public, whoever wrote them; other things may be for some people only.
function isOnArticle({ subject_type }: { readonly subject_type: string }): boolean {
  return subject_type === 'articles'
}

function publicEvent<Event extends AnyEvent>(
  event: Event,
  summary: string,
  fields: readonly (keyof Event['data']['shape'] & string)[],
  isPublic: (data: z.output<Event['data']>) => boolean = () => true,
): PublicEvent<Event> {
  const { shape } = event.data
  const data = z.object(Object.fromEntries(fields.map((field) => [field, shape[field] as z.ZodType])))
  const dataOf = (all: z.output<Event['data']>) => (isPublic(all) ? z.encode(data, all) : undefined)
  return { event, summary, data, dataOf }
}
