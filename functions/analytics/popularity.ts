import type { Filter, ObjectId } from 'mongodb'
import type { EventInstance } from '../../shared/contract/event.ts'
import type { Collection, StoredDocument } from '../../shared/store/collection.ts'
import type { Db } from '../../shared/store/database.ts'
import { subjectOf } from '../subjects.ts'
import { mostRanked, popularityChanged } from './contract.ts'
import type { SubjectSums } from './gather.ts'

/** Events that name the subjects whose place in lists these sums change. */
export function popularityChanges(subjects: Iterable<SubjectSums>): EventInstance[] {
  const events: EventInstance[] = []
  for (const [subject_type, ofType] of Map.groupBy(subjects, ({ type }) => type)) {
    const { popular_by } = subjectOf(subject_type)
    const moved = popular_by ? ofType.filter(({ sums }) => sums.get(popular_by)).map(({ id }) => id) : []
    for (let at = 0; at < moved.length; at += mostRanked) {
      events.push(popularityChanged({ subject_type, subject_ids: moved.slice(at, at + mostRanked) }))
    }
  }
  return events
}

/**
 * Brings the popularity of subjects up to their counts. Each document is changed by itself from what it counts then, so
 * that neither order nor repetition matters.
 */
export async function bringUpPopularity(db: Db, type: string, ids: readonly ObjectId[]): Promise<void> {
  const { collection, popular_by } = subjectOf(type)
  if (popular_by && ids.length > 0) await bringUp(db, collection, ids, `$counts.${popular_by}`)
}

async function bringUp<D extends StoredDocument>(db: Db, of: Collection<D>, ids: readonly ObjectId[], popularity: string): Promise<void> {
  const named = { _id: { $in: ids } } as Filter<D>
  const filter = { ...named, $expr: { $ne: ['$popularity', popularity] } }
  await db.bulk(of, [{ updateMany: { filter, update: [{ $set: { popularity } }] } }])
}
