import type { ObjectId } from 'mongodb'
import type * as z from 'zod'
import type { Db } from '../../shared/store/database.ts'
import { distinct } from '../../shared/store/ids.ts'
import type { Viewer } from '../../shared/subjects.ts'
import { viewerMarks } from '../engagement/public.ts'
import { withoutHidden } from '../graph/public.ts'
import { presentMedia } from '../media/public.ts'
import { summarize } from '../profiles/public.ts'
import { type PostDocument, PollVotes, Reposts } from './model.ts'
import { presentPoll } from './poll.ts'
import type { Post } from './schemas.ts'
import { postsById, visibilityOf } from './visibility.ts'

export type PresentedPost = z.output<typeof Post>

/** A post without what it quotes or reposts. */
type Bare = Omit<PresentedPost, 'quote_of' | 'repost_of'>

/**
 * Those of `posts` that the viewer may see, as they get them, in the order given; reposts with the post, quotations with
 * what they quote. One read for each kind of thing, however many posts.
 */
export async function presentPosts(db: Db, posts: readonly PostDocument[], viewer: Viewer, now = new Date()): Promise<PresentedPost[]> {
  const named = await postsById(db, distinct(posts.flatMap(({ repost_of_id, quote_of }) => repost_of_id ?? quote_of?.post_id ?? [])))
  const quotedByNamed = Array.from(named.values()).flatMap(({ quote_of }) => quote_of?.post_id ?? [])
  const further = await postsById(db, distinct(quotedByNamed).filter((id) => !named.has(id.toHexString())))
  const known = new Map([...named, ...further])
  const isSeen = await visibilityOf(db, [...posts, ...known.values()], viewer)

  const find = (id: ObjectId | null | undefined) => {
    const found = id ? known.get(id.toHexString()) : undefined
    return found && isSeen(found) ? found : undefined
  }
  const shown = posts.filter((post) => isSeen(post) && (post.kind === 'post' || find(post.repost_of_id)))
  const bare = await presentBare(db, [...shown, ...Array.from(known.values()).filter(isSeen)], viewer, now)
  const quoteOf = ({ quote_of }: PostDocument) => {
    const quoted = find(quote_of?.post_id)
    return quoted ? { ...bare(quoted), quote_of: null, repost_of: null } : null
  }
  return shown.map((post) => {
    const original = find(post.repost_of_id)
    const repost_of = original ? { ...bare(original), quote_of: quoteOf(original), repost_of: null } : null
    return { ...bare(post), quote_of: quoteOf(post), repost_of }
  })
}

/** A post as its author gets it. */
export async function presentOwn(db: Db, post: PostDocument, author: Viewer): Promise<PresentedPost> {
  const [presented] = await presentPosts(db, [post], author)
  return presented as PresentedPost
}

async function presentBare(db: Db, posts: readonly PostDocument[], viewer: Viewer, now: Date): Promise<(post: PostDocument) => Bare> {
  const mentioned = await withoutHidden(db, viewer?.id, posts.flatMap(({ mentions }) => mentions), ({ user_id }) => user_id)
  const ids = posts.filter(({ kind }) => kind === 'post').map(({ _id }) => _id)
  const polls = posts.filter(({ poll }) => poll !== null).map(({ _id }) => _id)
  const [users, media, marks, reposted, votes] = await Promise.all([
    summarize(db, distinct([...posts, ...mentioned].map(({ user_id }) => user_id)), viewer?.id),
    presentMedia(db, posts.flatMap(({ media_ids }) => media_ids)),
    viewerMarks(db, viewer, 'posts', ids),
    repostedBy(db, viewer, ids),
    votesOf(db, viewer, polls),
  ])
  const named = new Set(mentioned.map(({ user_id }) => user_id.toHexString()))
  return (post) => {
    const hex = post._id.toHexString()
    const mentions = post.mentions.filter(({ user_id }) => named.has(user_id.toHexString()))
    return {
      ...ownFields(post),
      user: users.get(post.user_id.toHexString()) ?? null,
      facets: presentFacets(post, mentions),
      media: post.media_ids.flatMap((id) => media.get(id.toHexString()) ?? []),
      mentions: mentions.flatMap(({ user_id }) => users.get(user_id.toHexString()) ?? []),
      poll: post.poll && presentPoll(post.poll, { voted_option: votes.get(hex), isOwn: viewer?.id.equals(post.user_id) ?? false, now }),
      liked: marks.liked.has(hex),
      bookmarked: marks.bookmarked.has(hex),
      reposted: reposted.has(hex),
    }
  }
}

function ownFields(post: PostDocument) {
  const { counts } = post
  return {
    id: post._id,
    user_id: post.user_id,
    content: post.content,
    visibility: post.visibility,
    sensitive: post.sensitive,
    content_warning: post.content_warning,
    hashtags: post.hashtags,
    status: post.status,
    scheduled_at: post.scheduled_at,
    published_at: post.published_at,
    likes_count: counts.likes,
    comments_count: counts.comments,
    reposts_count: counts.reposts,
    shares_count: counts.shares,
    views_count: counts.views,
    is_pinned: post.is_pinned,
    is_edited: post.edits > 0,
    created_at: post.published_at ?? post.created_at,
    updated_at: post.updated_at,
  }
}

/** Facets without the mentions of people whom the viewer is not shown. */
function presentFacets({ facets }: PostDocument, mentions: PostDocument['mentions']): Bare['facets'] {
  return facets.flatMap(({ type, start, end, value }): Bare['facets'] => {
    if (type === 'hashtag') return [{ type, start, end, hashtag: value }]
    if (type === 'link') return [{ type, start, end, url: value }]
    const mention = mentions.find(({ username }) => username === value)
    return mention ? [{ type, start, end, user_id: mention.user_id, username: value }] : []
  })
}

/** Which of these posts the viewer reposted, as ids in hex. */
async function repostedBy(db: Db, viewer: Viewer, ids: readonly ObjectId[]): Promise<Set<string>> {
  if (!viewer || ids.length === 0) return new Set()
  const found = await db.find(Reposts, { subject_id: { $in: [...ids] }, user_id: viewer.id }, { fields: { subject_id: 1 } })
  return new Set(found.map(({ subject_id }) => subject_id.toHexString()))
}

/** What the viewer voted for in the polls of these posts, by id in hex. */
async function votesOf(db: Db, viewer: Viewer, ids: readonly ObjectId[]): Promise<Map<string, number>> {
  if (!viewer || ids.length === 0) return new Map()
  const found = await db.find(PollVotes, { post_id: { $in: [...ids] }, user_id: viewer.id }, { fields: { post_id: 1, option: 1 } })
  return new Map(found.map(({ post_id, option }) => [post_id.toHexString(), option]))
}
