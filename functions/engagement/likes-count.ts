import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { subjectOf } from '../subjects.ts'
import { type Edge, Likes } from './model.ts'
import type { SubjectReference } from './visible-subject.ts'

// Up to here the likes themselves are counted, from the index alone; beyond it their counter is read.
const countedOneByOne = 200

/**
 * How many like the subject, just after an act of the caller. `uncounted` is what the caller's acts add to the counter
 * that it does not hold yet: it follows the likes by a second or two.
 */
export async function likesCount(db: Db, { subject_type, subject_id }: SubjectReference, uncounted: number): Promise<number> {
  const [found] = await db.aggregate<{ likes: number }>(Likes, [
    { $match: { subject_type, subject_id } },
    { $limit: countedOneByOne },
    { $count: 'likes' },
  ])
  const likes = found?.likes ?? 0
  if (likes < countedOneByOne) return likes
  const [counter] = await db.aggregate<{ likes: number }>(subjectOf(subject_type).collection, [
    { $match: { _id: subject_id } },
    { $project: { likes: '$counts.likes' } },
  ])
  return Math.max(likes, (counter?.likes ?? 0) + uncounted)
}

/** A user's like of the subject; `uncounted` is 1 as long as its event waits to be counted. */
export async function ownLike(
  db: Db,
  { subject_type, subject_id }: SubjectReference,
  user_id: ObjectId,
): Promise<(Edge & { readonly uncounted: number }) | undefined> {
  const [like] = await db.aggregate<Edge & { uncounted: number }>(Likes, [
    { $match: { subject_type, subject_id, user_id } },
    { $set: { uncounted: { $size: { $ifNull: ['$outbox', []] } } } },
    { $unset: 'outbox' },
  ])
  return like
}
