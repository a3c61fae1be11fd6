import type { Document, ObjectId } from 'mongodb'
import type { Collection } from '../../shared/store/collection.ts'
import type { Db } from '../../shared/store/database.ts'
import { Bookmarks, Comments, Likes, Shares, Views } from '../engagement/public.ts'
import { Follows } from '../graph/public.ts'
import { Posts, Reposts } from '../posts/public.ts'
import { subjectOf } from '../subjects.ts'
import type { Act } from './counting.ts'
import type { Sums } from './model.ts'

/** Documents that are the truth behind a count: which of them count, when each happened, and what it adds. */
interface Edges {
  readonly of: Collection
  readonly where?: Document
  readonly at: unknown
  readonly adds: { readonly [Name in keyof Sums]?: unknown }
}

const edges: readonly Edges[] = [
  { of: Likes, at: '$at', adds: { likes: 1 } },
  { of: Bookmarks, at: '$at', adds: { bookmarks: 1 } },
  { of: Shares, at: '$at', adds: { shares: 1 } },
  { of: Reposts, at: '$at', adds: { reposts: 1 } },
  { of: Comments, where: { is_deleted: false }, at: '$created_at', adds: { comments: 1 } },
  // One document holds a viewer's views of a day, so when within that day each of them was is not known any more.
  { of: Views, at: { $dateFromString: { dateString: '$day' } }, adds: { views: '$views', unique_views: 1 } },
]

/** Counts what was done to subjects of one type, as one act for each subject and quarter of an hour. */
export async function countEdges(db: Db, type: string, ids: readonly ObjectId[]): Promise<Act[]> {
  const acts: Act[] = []
  for (const { of, where, at, adds } of edges) {
    const sums = Object.fromEntries(Object.entries(adds).map(([name, by]) => [name, { $sum: by }]))
    const found = await db.aggregate<Sums & { _id: { subject_id: ObjectId; owner_id: ObjectId; at: Date } }>(of, [
      { $match: { subject_type: type, subject_id: { $in: ids }, ...where } },
      {
        $group: {
          _id: {
            subject_id: '$subject_id',
            owner_id: '$owner_id',
            at: { $dateTrunc: { date: at, unit: 'minute', binSize: 15 } },
          },
          ...sums,
        },
      },
    ])
    for (const { _id, ...counted } of found) {
      acts.push({ at: _id.at, adds: counted, subject: { type, id: _id.subject_id }, owner_id: _id.owner_id })
    }
  }
  return acts
}

/** Counts the answers to comments that are not deleted. */
export async function countReplies(db: Db, ids: readonly ObjectId[]): Promise<Act[]> {
  const found = await db.aggregate<{ _id: ObjectId; comments: number }>(Comments, [
    { $match: { parent_id: { $in: ids }, is_deleted: false } },
    { $group: { _id: '$parent_id', comments: { $sum: 1 } } },
  ])
  return found.map(({ _id, comments }) => ({ at: new Date(0), adds: { comments }, reply_to: _id }))
}

/** Counts what authors have published. */
export async function countPublications(db: Db, ids: readonly ObjectId[]): Promise<Act[]> {
  const kinds = [
    { name: 'articles', of: subjectOf('articles').collection, by: 'author_id', where: {} },
    { name: 'posts', of: Posts, by: 'user_id', where: { kind: 'post' } },
  ] as const
  const acts: Act[] = []
  for (const { name, of, by, where } of kinds) {
    const found = await db.aggregate<{ _id: ObjectId; published: number }>(of, [
      { $match: { [by]: { $in: ids }, status: 'published', ...where } },
      { $group: { _id: `$${by}`, published: { $sum: 1 } } },
    ])
    acts.push(...found.map(({ _id, published }) => ({ at: new Date(0), adds: {}, owner_id: _id, profile: { [name]: published } })))
  }
  return acts
}

/** Counts who follows users, and whom they follow. */
export async function countFollows(db: Db, ids: readonly ObjectId[]): Promise<Act[]> {
  const sides = [
    ['followee_id', 'followers'],
    ['follower_id', 'following'],
  ] as const
  const acts: Act[] = []
  for (const [side, name] of sides) {
    const found = await db.aggregate<{ _id: ObjectId; follows: number }>(Follows, [
      { $match: { [side]: { $in: ids }, status: 'accepted' } },
      { $group: { _id: `$${side}`, follows: { $sum: 1 } } },
    ])
    acts.push(...found.map(({ _id, follows }) => ({ at: new Date(0), adds: {}, owner_id: _id, profile: { [name]: follows } })))
  }
  return acts
}
