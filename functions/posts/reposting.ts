import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { edgeCount } from '../../shared/store/edge-count.ts'
import { repostCreated, repostRemoved } from './events.ts'
import { type PostDocument, Posts, type RepostDocument, Reposts } from './model.ts'
import { listedRepost } from './new-post.ts'

/** Reposts a post, once, in a transaction. Says whether this call did. */
export async function repost(db: Db, post: PostDocument, by: { readonly user_id: ObjectId; readonly _id: ObjectId; readonly at: Date }): Promise<boolean> {
  const edge = { subject_id: post._id, user_id: by.user_id }
  const document: RepostDocument = { ...edge, ...by, subject_type: 'posts', owner_id: post.user_id }
  const { inserted } = await db.insertOnce(Reposts, edge, document, { emit: [repostCreated(repostData(document))] })
  if (inserted) await db.insert(Posts, listedRepost(document))
  return inserted
}

/** Takes someone's repost of a post back, in a transaction. Says whether there was one. */
export async function takeBackRepost(db: Db, post_id: ObjectId, user_id: ObjectId): Promise<boolean> {
  const edge = { subject_id: post_id, user_id }
  const there = await db.get(Reposts, edge)
  if (!there) return false
  await db.remove(Reposts, edge, { emit: [repostRemoved(repostData(there))] })
  await db.remove(Posts, there._id)
  return true
}

/** How often a post was reposted, just after an act that adds `uncounted` to its counter, which follows by a second or two. */
export function repostsCount(db: Db, { _id, counts }: PostDocument, uncounted: number): Promise<number> {
  return edgeCount(db, Reposts, { subject_id: _id }, () => counts.reposts + uncounted)
}

function repostData({ _id, subject_id, owner_id, user_id, at }: RepostDocument) {
  return { repost_id: _id, user_id, post_id: subject_id, author_id: owner_id, reposted_at: at }
}
