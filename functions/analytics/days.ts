import type { Document } from 'mongodb'
import type { DocumentOf } from '../../shared/store/collection.ts'
import type { Db } from '../../shared/store/database.ts'
import { DailyCounts, type StatisticName, type Sums } from './model.ts'
import { dayOf, lastWholeDay, nameOfDay, quarterMs, startOfQuarter } from './quarters.ts'
import type { Range } from './range.ts'

type Span = Pick<Range, 'from' | 'to'>
type Day = DocumentOf<typeof DailyCounts>

/** What was counted in a range, in all and in each of its buckets. */
export interface Series {
  readonly totals: Sums
  readonly buckets: readonly { readonly at: Date; readonly sums: Sums }[]
}

/** The days of `site`, of `users/<id>` or of `<subject type>/<id>` that a range touches. */
export function readDays(db: Db, key: string, { from, to }: Span): Promise<Day[]> {
  return db.find(DailyCounts, { _id: { $gte: `${key}/${nameOfDay(from)}`, $lte: `${key}/${nameOfDay(to)}` } })
}

/** The days after a moment's own, without their quarters. */
export function readDaysAfter(db: Db, key: string, at: Date): Promise<Day[]> {
  return db.find(DailyCounts, { _id: { ...idsOfDays(key), $gt: `${key}/${nameOfDay(at)}` } }, { fields: { quarters: 0 } })
}

/** The range of ids that the days of a key have, and what is kept by day and source. */
export function idsOfDays(key: string): { $gte: string; $lt: string } {
  // A colon sorts behind every digit.
  return { $gte: `${key}/`, $lt: `${key}/:` }
}

/** Sorts the quarters of days into the buckets of a range. */
export function seriesOf(days: readonly Day[], range: Range): Series {
  const totals: Sums = {}
  const buckets = range.starts.map((at) => ({ at, sums: {} as Sums }))
  for (const { at, sums } of quartersIn(days, range)) {
    const bucket = buckets[lastAtOrBefore(range.starts, at)]
    for (const [name, by] of Object.entries(sums) as [StatisticName, number][]) {
      totals[name] = (totals[name] ?? 0) + by
      if (bucket) bucket.sums[name] = (bucket.sums[name] ?? 0) + by
    }
  }
  return { totals, buckets }
}

/** The quarters of days that lie in a span, each with its start. */
export function quartersIn(days: readonly Day[], { from, to }: Span): { at: Date; sums: Sums }[] {
  return days.flatMap(({ day, quarters }) =>
    Object.entries(quarters).flatMap(([quarter, sums]) => {
      const at = startOfQuarter(day, Number(quarter))
      return at >= from && at < to ? [{ at, sums }] : []
    }),
  )
}

/** What a day's document counts within a span, as an expression for an aggregation. */
export function sumWithin({ from, to }: Span, name: StatisticName): Document {
  const start = { $add: ['$day', { $multiply: [{ $toInt: '$$quarter.k' }, quarterMs] }] }
  const inside = { $and: [{ $gte: [start, from] }, { $lt: [start, to] }] }
  const quarters = { $filter: { input: { $objectToArray: '$quarters' }, as: 'quarter', cond: inside } }
  const partly = { $sum: { $map: { input: quarters, as: 'quarter', in: `$$quarter.v.${name}` } } }
  const wholly = { $and: [{ $gte: ['$day', from] }, { $lte: ['$day', lastWholeDay(to)] }] }
  return { $cond: [wholly, `$counts.${name}`, partly] }
}

/** The filter on `day` for the documents that a span touches. */
export function touchedDays({ from, to }: Span): { $gte: Date; $lt: Date } {
  return { $gte: dayOf(from), $lt: to }
}

function lastAtOrBefore(starts: readonly Date[], at: Date): number {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] as Date) <= at) low = middle
    else high = middle - 1
  }
  return low
}
