import type { ObjectId } from 'mongodb'
import type * as z from 'zod'
import type { Db } from '../../shared/store/database.ts'
import { distinct } from '../../shared/store/ids.ts'
import type { Viewer } from '../../shared/subjects.ts'
import { hiddenUsers } from '../graph/public.ts'
import { presentMedia } from '../media/public.ts'
import { summarize } from '../profiles/public.ts'
import { loadMarks, noMarks, type PostMarks } from './marks.ts'
import type { PostDocument } from './model.ts'
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
export async function presentPosts(
  db: Db,
  posts: readonly PostDocument[],
  viewer: Viewer,
  now = new Date(),
  marksOf: typeof loadMarks = loadMarks,
): Promise<PresentedPost[]> {
  const named = await postsById(db, posts.flatMap(({ repost_of_id, quote_of }) => repost_of_id ?? quote_of?.post_id ?? []))
  const quotedByNamed = Array.from(named.values()).flatMap(({ quote_of }) => quote_of?.post_id ?? [])
  const further = await postsById(db, quotedByNamed.filter((id) => !named.has(id.toHexString())))
  const known = new Map([...named, ...further])
  const all = [...posts, ...known.values()]
  const [isSeen, bare] = await Promise.all([
    visibilityOf(db, all, viewer),
    presentBare(db, all, { viewer, now, marks: marksOf(db, viewer, all) }),
  ])

  const find = (id: ObjectId | null | undefined) => {
    const found = id ? known.get(id.toHexString()) : undefined
    return found && isSeen(found) ? found : undefined
  }
  const shown = posts.filter((post) => isSeen(post) && (post.kind === 'post' || find(post.repost_of_id)))
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

/** A post that was not there before, as its author gets it. */
export async function presentNew(db: Db, post: PostDocument, author: Viewer, now: Date): Promise<PresentedPost> {
  const [presented] = await presentPosts(db, [post], author, now, async () => noMarks)
  return presented as PresentedPost
}

interface Look {
  readonly viewer: Viewer
  readonly now: Date
  readonly marks: Promise<PostMarks>
}

async function presentBare(db: Db, posts: readonly PostDocument[], { viewer, now, marks }: Look): Promise<(post: PostDocument) => Bare> {
  const mentioned = posts.flatMap(({ mentions }) => mentions.map(({ user_id }) => user_id))
  const [hidden, users, media, { liked, bookmarked, reposted, votes }] = await Promise.all([
    hiddenUsers(db, viewer?.id, mentioned),
    summarize(db, distinct([...posts.map(({ user_id }) => user_id), ...mentioned]), viewer?.id),
    presentMedia(db, posts.flatMap(({ media_ids }) => media_ids)),
    marks,
  ])
  return (post) => {
    const hex = post._id.toHexString()
    const mentions = post.mentions.filter(({ user_id }) => !hidden.has(user_id.toHexString()))
    return {
      ...ownFields(post),
      user: users.get(post.user_id.toHexString()) ?? null,
      facets: presentFacets(post, mentions),
      media: post.media_ids.flatMap((id) => media.get(id.toHexString()) ?? []),
      mentions: mentions.flatMap(({ user_id }) => users.get(user_id.toHexString()) ?? []),
      poll: post.poll && presentPoll(post.poll, { voted_option: votes.get(hex), isOwn: viewer?.id.equals(post.user_id) ?? false, now }),
      liked: liked.has(hex),
      bookmarked: bookmarked.has(hex),
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
