import type { Filter, ObjectId } from 'mongodb'
import { describeError, logger } from '../runtime/logger.ts'
import type { ScheduleContext } from '../runtime/schedule.ts'
import type { Collection } from '../store/collection.ts'
import { isUnavailable } from '../store/faults.ts'
import type { PublicationStatus } from '../contract/publication.ts'

const pageSize = 50
const pagesPerRun = 40

interface Scheduled {
  readonly _id: ObjectId
  readonly status: PublicationStatus
  readonly scheduled_at: Date | null
}

export interface Publication<Item extends Scheduled> {
  /** Where the things are, with an index by `scheduled_at` and `_id`. */
  readonly of: Collection<Item>
  /** Reads what publishing a whole page needs. */
  prepare(due: readonly Item[]): Promise<(item: Item) => Promise<Item | null>>
  /** Makes a thing a draft again and tells its author. Both of these write under the condition that it is as it was read. */
  returnToDraft(item: Item): Promise<unknown>
}

/**
 * Publishes what is due, page by page, each thing once: whoever else publishes one meanwhile finds it published, and what
 * `prepare`'s function answers `null` for was overtaken by its author. What cannot be published for a reason of its own
 * becomes a draft again, and the rest goes on; a run that ends in the middle leaves the rest to the next one.
 */
export async function publishDue<Item extends Scheduled>(
  { db, now, flush }: ScheduleContext,
  { of, prepare, returnToDraft }: Publication<Item>,
): Promise<{ published: number; failed: number; overtaken: number }> {
  const counts = { published: 0, failed: 0, overtaken: 0 }
  for (let page = 0; page < pagesPerRun; page += 1) {
    const isDue = { status: 'scheduled', scheduled_at: { $lte: now } } as Filter<Item>
    const due = await db.find(of, isDue, { sort: { scheduled_at: 1, _id: 1 }, limit: pageSize })
    if (due.length === 0) break
    const publish = await prepare(due)
    for (const item of due) {
      try {
        counts[(await publish(item)) ? 'published' : 'overtaken'] += 1
      } catch (error) {
        // The next run tries again: nothing is wrong with the thing itself.
        if (isUnavailable(error)) throw error
        logger.error('publication.failed', { collection: of.name, id: item._id.toHexString(), error: describeError(error) })
        await returnToDraft(item)
        counts.failed += 1
      }
    }
    await flush()
  }
  return counts
}
