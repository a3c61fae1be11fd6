import type { Filter } from 'mongodb'
import type { Collection, DocumentOf } from '../../shared/store/collection.ts'
import type { Db } from '../../shared/store/database.ts'
import { schedule } from '../../shared/runtime/schedule.ts'
import { foldStatistics } from './contract.ts'
import { DailyCounts, DailyReferrers } from './model.ts'
import { foldedBefore, noon } from './quarters.ts'

type Day = DocumentOf<typeof DailyCounts> | DocumentOf<typeof DailyReferrers>

const pageSize = 1000
const budgetMs = 240_000

/**
 * Makes one of the quarters of days that are old enough, page by page. What a run does not finish the next one finds: a day
 * says itself whether it is done. What still happens to such a day is counted at its noon from then on, so that nothing
 * comes back and nothing is counted twice.
 */
export const handler = schedule(foldStatistics, async ({ db, now }) => {
  const begun = performance.now()
  const before = foldedBefore(now)
  let days_folded = 0
  for (const kept of [DailyCounts, DailyReferrers] as const) {
    for (let folded = pageSize; folded === pageSize && performance.now() - begun < budgetMs; days_folded += folded) {
      folded = await foldPage<Day>(db, kept, before)
    }
  }
  return { days_folded }
})

async function foldPage<D extends Day>(db: Db, of: Collection<D>, before: Date): Promise<number> {
  const unfolded = { is_folded: false, day: { $lt: before } } as Filter<D>
  const days = await db.find(of, unfolded, { sort: { day: 1, _id: 1 }, limit: pageSize, fields: { _id: 1 } as Partial<Record<keyof D & string, 1>> })
  const filter = { _id: { $in: days.map(({ _id }) => _id) }, is_folded: false } as Filter<D>
  // Two stages, because a field that is set within an object joins what is there.
  const update = [{ $unset: 'quarters' }, { $set: { quarters: { [noon]: '$counts' }, is_folded: true } }]
  if (days.length > 0) await db.bulk(of, [{ updateMany: { filter, update } }])
  return days.length
}
