import * as fc from 'fast-check'
import { ObjectId } from 'mongodb'
import { articlePublished, articleUnpublished } from '../../../functions/articles/contract.ts'
import {
  bookmarkCreated,
  bookmarkRemoved,
  commentCreated,
  commentDeleted,
  likeCreated,
  likeRemoved,
  shareCreated,
  viewRecorded,
} from '../../../functions/engagement/contract.ts'
import type { EventInstance } from '../../../shared/contract/event.ts'

const kinds = ['like', 'like comment', 'bookmark', 'share', 'comment', 'reply', 'delete comment', 'view', 'publication'] as const

export interface Step {
  readonly kind: (typeof kinds)[number]
  readonly actor: number
  readonly target: number
  readonly minute: number
}

/** What people may do in three days; doing what was done already takes it back. */
export const steps = fc.array(
  fc.record({
    kind: fc.constantFrom(...kinds),
    actor: fc.nat({ max: 2 }),
    target: fc.nat({ max: 2 }),
    minute: fc.nat({ max: 3 * 24 * 60 - 1 }),
  }),
  { minLength: 1, maxLength: 60 },
)

export interface Cast {
  readonly people: readonly ObjectId[]
  readonly articles: readonly { readonly id: ObjectId; readonly owner_id: ObjectId }[]
  readonly comments: readonly { readonly id: ObjectId; readonly article: number }[]
  readonly begin: Date
}

/** One thing that is still so at the end, counted without any of the rules under test. */
export interface Fact {
  readonly name: string
  readonly at: Date
  readonly article?: ObjectId
  readonly owner: ObjectId
  /** The comment that it counts on: its likes, or its replies. */
  readonly comment?: ObjectId
  readonly parent?: ObjectId
}

/** Plays steps: every event that they cause, and what is true in the end. */
export function play(taken: readonly Step[], { people, articles, comments, begin }: Cast): { events: EventInstance[]; facts: Fact[] } {
  const events: EventInstance[] = []
  const standing = new Map<string, Fact & { readonly undo: () => EventInstance }>()
  const counted: Fact[] = []
  const seen = new Set<string>()
  const toggle = (key: string, fact: Fact, done: EventInstance, undo: () => EventInstance) => {
    const before = standing.get(key)
    events.push(before ? before.undo() : done)
    if (before) standing.delete(key)
    else standing.set(key, { ...fact, undo })
  }

  for (const { kind, actor, target, minute } of taken) {
    const at = new Date(begin.getTime() + minute * 60_000)
    const article = articles[target % articles.length] as Cast['articles'][number]
    const comment = comments[target % comments.length] as Cast['comments'][number]
    const commented = articles[comment.article] as Cast['articles'][number]
    const user_id = people[actor] as ObjectId
    const act = { subject_type: 'articles', subject_id: article.id, owner_id: article.owner_id, user_id }
    const fact = { at, article: article.id, owner: article.owner_id }
    const key = `${kind} ${actor} ${target}`
    if (kind === 'like') {
      const like = { ...act, like_id: new ObjectId(), liked_at: at }
      toggle(key, { ...fact, name: 'likes' }, likeCreated(like), () => likeRemoved(like))
    } else if (kind === 'like comment') {
      const like = { subject_type: 'comments', subject_id: comment.id, owner_id: user_id, user_id, like_id: new ObjectId(), liked_at: at }
      toggle(key, { name: 'likes', at, owner: user_id, comment: comment.id }, likeCreated(like), () => likeRemoved(like))
    } else if (kind === 'bookmark') {
      const bookmark = { ...act, bookmark_id: new ObjectId(), bookmarked_at: at }
      toggle(key, { ...fact, name: 'bookmarks' }, bookmarkCreated(bookmark), () => bookmarkRemoved(bookmark))
    } else if (kind === 'share') {
      counted.push({ ...fact, name: 'shares' })
      events.push(shareCreated({ ...act, share_id: new ObjectId(), platform: 'link', shared_at: at }))
    } else if (kind === 'view') {
      const viewer = `${actor} ${target} ${Math.floor(at.getTime() / 86_400_000)}`
      const is_unique = !seen.has(viewer)
      seen.add(viewer)
      counted.push({ ...fact, name: 'views' }, ...(is_unique ? [{ ...fact, name: 'unique_views' }] : []))
      events.push(viewRecorded({ ...act, is_unique, referrer_host: actor === 0 ? null : 'www.example.org', viewed_at: at }))
    } else if (kind === 'publication') {
      const published = { article_id: article.id, author_id: article.owner_id, published_at: at, category_ids: [], tags: [] }
      toggle(
        `publication ${target % articles.length}`,
        { name: 'articles', at, owner: article.owner_id },
        articlePublished({ ...published, title: 'A title', slug: 'a-title', is_first: true }),
        () => articleUnpublished(published),
      )
    } else {
      const isReply = kind !== 'comment'
      const on = isReply ? commented : article
      const written = {
        ...act,
        subject_id: on.id,
        owner_id: on.owner_id,
        comment_id: new ObjectId(),
        parent_id: isReply ? comment.id : null,
        parent_user_id: null,
        thread_id: isReply ? comment.id : null,
        commented_at: at,
      }
      const said = { name: 'comments', at, article: on.id, owner: on.owner_id, ...(isReply && { parent: comment.id }) }
      const toggled = kind === 'delete comment' ? `reply ${actor} ${target}` : key
      toggle(toggled, said, commentCreated({ ...written, mentioned_ids: [] }), () => commentDeleted(written))
    }
  }
  return { events, facts: [...counted, ...standing.values()] }
}
