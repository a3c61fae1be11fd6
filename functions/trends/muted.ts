import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import type { Viewer } from '../../shared/subjects.ts'
import { mutedBy } from '../graph/public.ts'

/** `posts` without those of people whom the viewer mutes. */
export async function withoutMuted<Post extends { readonly user_id: ObjectId }>(
  db: Db,
  viewer: Viewer,
  posts: readonly Post[],
  now: Date,
): Promise<Post[]> {
  const muted = viewer ? await mutedBy(db, viewer.id, posts.map(({ user_id }) => user_id), now) : new Set<string>()
  return posts.filter(({ user_id }) => !muted.has(user_id.toHexString()))
}
