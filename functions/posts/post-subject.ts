import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { firstLine } from '../../shared/text/first-line.ts'
import type { Subject, Viewer } from '../../shared/subjects.ts'
import { type PostDocument, Posts } from './model.ts'
import { presentPosts } from './present.ts'
import { visiblePosts } from './visibility.ts'

/** Posts as something to engage with, by who may see them. What is done to a repost is done to the post itself. */
export const postSubject: Subject = {
  type: 'posts',
  collection: Posts,
  counts: ['views', 'unique_views', 'likes', 'comments', 'shares', 'bookmarks', 'reposts'],
  load: async (db, ids, viewer) => {
    const visible = await visiblePosts(db, await findPosts(db, ids), viewer)
    return new Map(visible.map((post) => [post._id.toHexString(), { id: post._id, owner_id: post.user_id, title: titleOf(post) }]))
  },
  present: async (db, ids, viewer: Viewer) => {
    const posts = await presentPosts(db, await findPosts(db, ids), viewer)
    return new Map(posts.map((post) => [post.id.toHexString(), post]))
  },
}

function findPosts(db: Db, ids: readonly ObjectId[]): Promise<PostDocument[]> {
  return db.find(Posts, { _id: { $in: [...ids] }, kind: 'post' })
}

function titleOf({ content, content_warning }: Pick<PostDocument, 'content' | 'content_warning'>): string {
  return firstLine(content_warning ?? content)
}
