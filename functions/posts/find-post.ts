import type { ObjectId } from 'mongodb'
import type { Problem } from '../../shared/contract/problems.ts'
import type { Db } from '../../shared/store/database.ts'
import type { Viewer } from '../../shared/subjects.ts'
import { type PostDocument, Posts } from './model.ts'
import { isAuthor, isShareable, isVisibleTo } from './policy.ts'
import { loadStandings } from './standings.ts'
import { visiblePosts } from './visibility.ts'

/** The post or repost, if it is there and the viewer may see it. */
export async function findVisible(db: Db, id: ObjectId, viewer: Viewer): Promise<PostDocument | undefined> {
  const post = await db.get(Posts, id)
  const [visible] = post ? await visiblePosts(db, [post], viewer) : []
  return visible
}

/** The post as someone who may see it finds it; throws for everyone else, and for reposts, which have nothing of their own. */
export async function findPost(
  db: Db,
  id: ObjectId,
  viewer: Viewer,
  refuse: (code: 'post_not_found') => Problem,
): Promise<PostDocument> {
  const post = await findVisible(db, id, viewer)
  if (post?.kind !== 'post') throw refuse('post_not_found')
  return post
}

/** The post as its author finds it; throws for everyone else. */
export async function findOwn(
  db: Db,
  id: ObjectId,
  viewer: Viewer,
  refuse: (code: 'post_not_found' | 'forbidden') => Problem,
): Promise<PostDocument> {
  const post = await findPost(db, id, viewer, refuse)
  if (!isAuthor(viewer, post)) throw refuse('forbidden')
  return post
}

/** The post that the viewer may repost or quote by this id, its own or a repost's; throws where they may not. */
export async function findShareable(
  db: Db,
  id: ObjectId,
  viewer: Viewer,
  refuse: (code: 'post_not_found' | 'not_shareable') => Problem,
): Promise<PostDocument> {
  const post = await findOriginal(db, id)
  const standing = post && (await loadStandings(db, [post.user_id], viewer))(post.user_id)
  if (!post || !standing || !isVisibleTo(viewer, post, standing)) throw refuse('post_not_found')
  if (!isShareable(post, standing)) throw refuse('not_shareable')
  return post
}

/** The post with this id, or what the repost with this id reposts, whoever may see it. */
export async function findOriginal(db: Db, id: ObjectId): Promise<PostDocument | null> {
  const post = await db.get(Posts, id)
  return post?.repost_of_id ? db.get(Posts, post.repost_of_id) : post
}

/** The filter for a post as it was read: a write under it changes nothing that someone else has changed meanwhile. */
export function asRead({ _id, revision }: Pick<PostDocument, '_id' | 'revision'>) {
  return { _id, revision }
}
