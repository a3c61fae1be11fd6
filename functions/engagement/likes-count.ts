import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { edgeCount } from '../../shared/store/edge-count.ts'
import { subjectOf } from '../subjects.ts'
import { type Edge, Likes } from './model.ts'
import type { SubjectReference } from './visible-subject.ts'

/**
 * How many like the subject now. `uncounted` is what an act of the caller has added to the counter that it does not hold
 * yet: it follows the likes by a second or two.
 */
export function likesCount(db: Db, { subject_type, subject_id }: SubjectReference, uncounted: number): Promise<number> {
  return edgeCount(db, Likes, { subject_type, subject_id }, async () => {
    const [counter] = await db.aggregate<{ likes: number }>(subjectOf(subject_type).collection, [
      { $match: { _id: subject_id } },
      { $project: { likes: '$counts.likes' } },
    ])
    return (counter?.likes ?? 0) + uncounted
  })
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
