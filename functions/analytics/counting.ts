import type { ObjectId } from 'mongodb'
import type { Delivered } from '../../shared/contract/event.ts'
import type { UserDocument } from '../profiles/public.ts'
import type { countEngagement } from './contract.ts'
import type { Sums } from './model.ts'
import { sourceOf } from './referrers.ts'

/** What a user's own document counts. */
export type ProfileCount = keyof UserDocument['counts']

/** Categories and tags, and how many more articles each of them has. */
export interface Filing {
  readonly category_ids: readonly ObjectId[]
  readonly tags: readonly string[]
  readonly by: number
}

/** What one event adds and to whom. Additions commute, so that the order in which events arrive does not matter. */
export interface Act {
  /** When what is counted happened, which for an undone act is when it was done. */
  readonly at: Date
  /** Added to the subject, and to the statistics of subject, owner and site. */
  readonly adds: Sums
  readonly subject?: { readonly type: string; readonly id: ObjectId }
  /** Whose subject it is, or who did it. */
  readonly owner_id?: ObjectId
  /** Added to the owner's own document. */
  readonly profile?: Readonly<Partial<Record<ProfileCount, number>>>
  /** Under what so many more published articles are found. */
  readonly filed?: Filing
  /** The comment that was answered: its replies change as the comments do. */
  readonly reply_to?: ObjectId | null
  /** Where a viewer came from. */
  readonly source?: string
}

export type CountedEvent = Delivered<(typeof countEngagement.on)[number]>

type EventOf<Type> = Extract<CountedEvent, { type: Type }>

type Rules = { readonly [Type in CountedEvent['type']]: (data: EventOf<Type>['data'], at: Date) => Act[] }

const rules: Rules = {
  'like.created': (like) => [actOn(like, like.liked_at, { likes: 1 })],
  'like.removed': (like) => [actOn(like, like.liked_at, { likes: -1 })],
  'bookmark.created': (bookmark) => [actOn(bookmark, bookmark.bookmarked_at, { bookmarks: 1 })],
  'bookmark.removed': (bookmark) => [actOn(bookmark, bookmark.bookmarked_at, { bookmarks: -1 })],
  'share.created': (share) => [actOn(share, share.shared_at, { shares: 1 })],
  'comment.created': (comment) => [{ ...actOn(comment, comment.commented_at, { comments: 1 }), reply_to: comment.parent_id }],
  'comment.deleted': (comment) => [{ ...actOn(comment, comment.commented_at, { comments: -1 }), reply_to: comment.parent_id }],
  'view.recorded': (view) => [
    {
      ...actOn(view, view.viewed_at, view.is_unique ? { views: 1, unique_views: 1 } : { views: 1 }),
      source: sourceOf(view.referrer_host),
    },
  ],
  'article.published': (article) => [articlePublication(article, article.published_at, 1)],
  'article.unpublished': (article) => [articlePublication(article, article.published_at, -1)],
  'article.deleted': (article) =>
    article.was_published && article.published_at ? [articlePublication(article, article.published_at, -1)] : [],
  'article.retagged': ({ before, after }, at) => [
    { at, adds: {}, filed: { ...before, by: -1 } },
    { at, adds: {}, filed: { ...after, by: 1 } },
  ],
  'post.published': ({ author_id, published_at }) => [publication(author_id, published_at, { posts: 1 })],
  'post.deleted': ({ author_id, published_at }) => (published_at ? [publication(author_id, published_at, { posts: -1 })] : []),
  'repost.created': (repost) => [actOn(ofRepost(repost), repost.reposted_at, { reposts: 1 })],
  'repost.removed': (repost) => [actOn(ofRepost(repost), repost.reposted_at, { reposts: -1 })],
  'follow.created': (follow) => following(follow, follow.followed_at, 1),
  // Who leaves is not taken off those who came: both are shown.
  'follow.removed': (follow, at) => following(follow, at, -1),
  'user.registered': (_, at) => [{ at, adds: { sign_ups: 1 } }],
}

/** What an event adds. */
export function actsOf(event: Pick<CountedEvent, 'type' | 'data' | 'at'>): Act[] {
  const rule = rules[event.type] as (data: CountedEvent['data'], at: Date) => Act[]
  return rule(event.data, event.at)
}

type OnSubject = Pick<EventOf<'like.created'>['data'], 'subject_type' | 'subject_id' | 'owner_id'>

function actOn({ subject_type, subject_id, owner_id }: OnSubject, at: Date, adds: Sums): Act {
  return { at, adds, subject: { type: subject_type, id: subject_id }, owner_id }
}

type Filed = Pick<EventOf<'article.published'>['data'], 'author_id' | 'category_ids' | 'tags'>

function articlePublication({ author_id, category_ids, tags }: Filed, at: Date, by: 1 | -1): Act {
  return { ...publication(author_id, at, { articles: by }), filed: { category_ids, tags, by } }
}

function ofRepost({ post_id, author_id }: EventOf<'repost.created'>['data']): OnSubject {
  return { subject_type: 'posts', subject_id: post_id, owner_id: author_id }
}

function publication(owner_id: ObjectId, at: Date, adds: Pick<Sums, 'articles' | 'posts'>): Act {
  return { at, adds, owner_id, profile: adds }
}

function following({ follower_id, followee_id }: EventOf<'follow.removed'>['data'], at: Date, by: 1 | -1): Act[] {
  const adds: Sums = by > 0 ? { followers_gained: 1 } : { followers_lost: 1 }
  return [
    { at, adds, owner_id: followee_id, profile: { followers: by } },
    { at, adds: {}, owner_id: follower_id, profile: { following: by } },
  ]
}
