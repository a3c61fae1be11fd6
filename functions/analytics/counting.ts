import type { ObjectId } from 'mongodb'
import type { Delivered } from '../../shared/contract/event.ts'
import type { countEngagement } from './contract.ts'
import type { Sums } from './model.ts'
import { sourceOf } from './referrers.ts'

/** What one event adds and to whom. Additions commute, so that the order in which events arrive does not matter. */
export interface Act {
  /** When what is counted happened, which for an undone act is when it was done. */
  readonly at: Date
  readonly adds: Sums
  readonly subject?: { readonly type: string; readonly id: ObjectId }
  readonly owner_id: ObjectId
  /** The comment that was answered. */
  readonly reply_to?: ObjectId | null
  readonly source?: string
}

export type CountedEvent = Delivered<(typeof countEngagement.on)[number]>

type DataOf<Type> = Extract<CountedEvent, { type: Type }>['data']

type Rules = { readonly [Type in CountedEvent['type']]: (data: DataOf<Type>) => Act | undefined }

const rules: Rules = {
  'like.created': (like) => actOn(like, like.liked_at, { likes: 1 }),
  'like.removed': (like) => actOn(like, like.liked_at, { likes: -1 }),
  'bookmark.created': (bookmark) => actOn(bookmark, bookmark.bookmarked_at, { bookmarks: 1 }),
  'bookmark.removed': (bookmark) => actOn(bookmark, bookmark.bookmarked_at, { bookmarks: -1 }),
  'share.created': (share) => actOn(share, share.shared_at, { shares: 1 }),
  'comment.created': (comment) => ({ ...actOn(comment, comment.commented_at, { comments: 1 }), reply_to: comment.parent_id }),
  'comment.deleted': (comment) => ({ ...actOn(comment, comment.commented_at, { comments: -1 }), reply_to: comment.parent_id }),
  'view.recorded': (view) => ({
    ...actOn(view, view.viewed_at, view.is_unique ? { views: 1, unique_views: 1 } : { views: 1 }),
    source: sourceOf(view.referrer_host),
  }),
  'article.published': ({ author_id, published_at }) => ({ at: published_at, adds: { articles: 1 }, owner_id: author_id }),
  'article.unpublished': ({ author_id, published_at }) => ({ at: published_at, adds: { articles: -1 }, owner_id: author_id }),
  'article.deleted': ({ author_id, published_at, was_published }) =>
    was_published && published_at ? { at: published_at, adds: { articles: -1 }, owner_id: author_id } : undefined,
}

/** What an event adds; `undefined` when it adds nothing. */
export function actOf(event: CountedEvent): Act | undefined {
  const rule = rules[event.type] as (data: CountedEvent['data']) => Act | undefined
  return rule(event.data)
}

type ActData = Pick<DataOf<'like.created'>, 'subject_type' | 'subject_id' | 'owner_id'>

function actOn({ subject_type, subject_id, owner_id }: ActData, at: Date, adds: Sums): Act {
  return { at, adds, subject: { type: subject_type, id: subject_id }, owner_id }
}
