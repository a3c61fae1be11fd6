import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { quartersIn, readDays, readDaysAfter, seriesOf, sumWithin, touchedDays } from '../../../functions/analytics/days.ts'
import { DailyCounts } from '../../../functions/analytics/model.ts'
import { floorToQuarter, nameOfDay } from '../../../functions/analytics/quarters.ts'
import { rangeOf } from '../../../functions/analytics/range.ts'
import type { DocumentOf } from '../../../shared/store/collection.ts'
import { createDb } from '../../../shared/store/database.ts'
import { freshName } from '../../support/names.ts'
import { useFunctions } from '../../support/functions.ts'

const functions = useFunctions([DailyCounts])
const begin = Date.UTC(2026, 2, 1)
const moment = fc.nat({ max: 12 * 24 * 60 }).map((minute) => new Date(begin + minute * 60_000))

function daysOf(key: string, acts: readonly Date[]): DocumentOf<typeof DailyCounts>[] {
  const byDay = Map.groupBy(acts, (at) => nameOfDay(at))
  return Array.from(byDay, ([name, times]) => {
    const day = new Date(`${name}T00:00:00Z`)
    const quarters = Map.groupBy(times, (at) => Math.floor((at.getTime() - day.getTime()) / 900_000))
    const entries = Array.from(quarters, ([quarter, { length }]) => [String(quarter), { views: length }])
    return { _id: `${key}/${name}`, day, counts: { views: times.length }, quarters: Object.fromEntries(entries), is_folded: false }
  })
}

it('what days hold is counted once, in the bucket where it lies, by the server as by the reader', async () => {
  const db = createDb({ database: functions().database, now: new Date(), routes: {}, request_id: null, pending: [] })
  const property = fc.asyncProperty(
    fc.array(moment, { minLength: 1, maxLength: 40 }),
    moment,
    moment,
    fc.constantFrom('UTC', 'Asia/Kathmandu', 'America/St_Johns'),
    async (acts, one, other, time_zone) => {
      const [from, to] = one < other ? [one, other] : [other, new Date(one.getTime() + 1)]
      const range = rangeOf({ from, to }, { interval: 'day', time_zone }, to)
      const key = freshName('things')
      const days = daysOf(key, acts)
      await db.bulk(DailyCounts, days.map((document) => ({ insertOne: { document } })))

      const inside = acts.map(floorToQuarter).filter((at) => at >= range.from && at < range.to)
      const read = await readDays(db, key, range)
      const series = seriesOf(read, range)
      const ends = [...range.starts.slice(1), range.to]
      const expected = range.starts.map((start, at) => inside.filter((act) => act >= start && act < (ends[at] as Date)).length)
      expect(series.buckets.map(({ sums }) => sums.views ?? 0)).toEqual(expected)
      expect(series.totals.views ?? 0).toBe(inside.length)

      const pipeline = [
        { $match: { _id: { $gte: `${key}/`, $lt: `${key}/:` }, day: touchedDays(range) } },
        { $group: { _id: null, views: { $sum: sumWithin(range, 'views') } } },
      ]
      const [summed] = await db.aggregate<{ views: number }>(DailyCounts, pipeline)
      expect(summed?.views ?? 0).toBe(inside.length)

      const restOfDay = quartersIn(read, { from: range.to, to: new Date(8.64e15) })
      const later = await readDaysAfter(db, key, range.to)
      const after = [...restOfDay.map(({ sums }) => sums), ...later.map(({ counts }) => counts)]
      expect(after.reduce((sum, { views = 0 }) => sum + views, 0)).toBe(acts.filter((at) => floorToQuarter(at) >= range.to).length)
    },
  )
  await fc.assert(property, { numRuns: 50 })
})
