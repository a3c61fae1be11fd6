import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import type { Viewer } from '../../shared/subjects.ts'
import { unmarked, type ViewerMarks, viewerMarks } from '../engagement/public.ts'
import { type PostDocument, PollVotes, Reposts } from './model.ts'

/** What a viewer did to posts, by their ids in hex. */
export interface PostMarks extends ViewerMarks {
  readonly reposted: ReadonlySet<string>
  /** The option voted for. */
  readonly votes: ReadonlyMap<string, number>
}

/** What has been done to a post that was not there before. */
export const noMarks: PostMarks = { ...unmarked, reposted: new Set(), votes: new Map() }

/** What the viewer did to these posts. One read of each kind, none for nobody. */
export async function loadMarks(db: Db, viewer: Viewer, posts: readonly PostDocument[]): Promise<PostMarks> {
  const ids = posts.filter(({ kind }) => kind === 'post').map(({ _id }) => _id)
  const polls = posts.filter(({ poll }) => poll !== null).map(({ _id }) => _id)
  const [marks, reposted, votes] = await Promise.all([
    viewerMarks(db, viewer, 'posts', ids),
    repostedBy(db, viewer, ids),
    votesOf(db, viewer, polls),
  ])
  return { ...marks, reposted, votes }
}

async function repostedBy(db: Db, viewer: Viewer, ids: readonly ObjectId[]): Promise<Set<string>> {
  if (!viewer || ids.length === 0) return new Set()
  const found = await db.find(Reposts, { subject_id: { $in: [...ids] }, user_id: viewer.id }, { fields: { subject_id: 1 } })
  return new Set(found.map(({ subject_id }) => subject_id.toHexString()))
}

async function votesOf(db: Db, viewer: Viewer, ids: readonly ObjectId[]): Promise<Map<string, number>> {
  if (!viewer || ids.length === 0) return new Map()
  const found = await db.find(PollVotes, { post_id: { $in: [...ids] }, user_id: viewer.id }, { fields: { post_id: 1, option: 1 } })
  return new Map(found.map(({ post_id, option }) => [post_id.toHexString(), option]))
}
