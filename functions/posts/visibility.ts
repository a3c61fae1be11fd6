import type { Filter, ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { distinct } from '../../shared/store/ids.ts'
import type { Viewer } from '../../shared/subjects.ts'
import { type PostDocument, Posts } from './model.ts'
import { admits, isAuthor, isVisibleTo, type Standing } from './policy.ts'
import { loadStandings } from './standings.ts'

/** Those of `posts` that the viewer may see, in the order given. A repost is seen by who sees both it and what it reposts. */
export async function visiblePosts(db: Db, posts: readonly PostDocument[], viewer: Viewer): Promise<PostDocument[]> {
  const originals = await postsById(db, posts.flatMap(({ repost_of_id }) => repost_of_id ?? []))
  const isSeen = await visibilityOf(db, [...posts, ...originals.values()], viewer)
  return posts.filter((post) => {
    const original = post.repost_of_id ? originals.get(post.repost_of_id.toHexString()) : undefined
    return isSeen(post) && (post.kind === 'post' || (original !== undefined && isSeen(original)))
  })
}

/** Says of each of `posts` whether the viewer may see it, by itself. */
export async function visibilityOf(db: Db, posts: readonly PostDocument[], viewer: Viewer): Promise<(post: PostDocument) => boolean> {
  const others = posts.filter((post) => !isAuthor(viewer, post))
  const standingTo = await loadStandings(db, others.map(({ user_id }) => user_id), viewer)
  return (post) => {
    if (isAuthor(viewer, post)) return true
    const standing = standingTo(post.user_id)
    return standing !== undefined && isVisibleTo(viewer, post, standing)
  }
}

/**
 * The filter for published posts that the viewer may see as far as the posts themselves say. Private accounts, follows
 * and blocks are not in it: `visiblePosts` sorts out what is left.
 */
export function visibleTo(viewer: Viewer): Filter<PostDocument> {
  if (!viewer) return { status: 'published', visibility: 'public' }
  const addressed = [
    { visibility: { $in: ['public' as const, 'followers' as const] } },
    { 'mentions.user_id': viewer.id },
    { user_id: viewer.id },
  ]
  return { status: 'published', $or: addressed }
}

/** The filter for those of one author's published posts that the viewer may see, as `isVisibleTo` says it of each. */
export function visibleOf(author: ObjectId, viewer: Viewer, standing: Standing): Filter<PostDocument> | undefined {
  const published = { user_id: author, status: 'published' as const }
  if (viewer?.id.equals(author)) return published
  if (!admits(standing)) return undefined
  if (!viewer) return { ...published, visibility: 'public' }
  const addressed = { visibility: 'mentioned' as const, 'mentions.user_id': viewer.id }
  const audiences = standing.is_follower ? (['public', 'followers'] as const) : (['public'] as const)
  return { ...published, $or: [{ visibility: { $in: [...audiences] } }, addressed] }
}

/** Posts by their ids in hex; those that are gone are missing. */
export async function postsById(db: Db, ids: readonly ObjectId[]): Promise<Map<string, PostDocument>> {
  if (ids.length === 0) return new Map()
  const found = await db.find(Posts, { _id: { $in: distinct(ids) } })
  return new Map(found.map((post) => [post._id.toHexString(), post]))
}
