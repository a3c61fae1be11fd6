import { http } from '../../shared/runtime/http.ts'
import type { Db } from '../../shared/store/database.ts'
import { subjectOf } from '../subjects.ts'
import { getSubjectAnalytics } from './contract.ts'
import { readDays, seriesOf, sumWithin, touchedDays } from './days.ts'
import { subjectKey } from './gather.ts'
import { DailyReferrers } from './model.ts'
import { presentSeries } from './present.ts'
import { nameOfDay } from './quarters.ts'
import { type Range, rangeOf } from './range.ts'

/** What happened to one thing, for its owner. */
export const handler = http(getSubjectAnalytics, async ({ params, query, user, db, now, problem }) => {
  const { subject_type, subject_id } = params
  const subject = (await subjectOf(subject_type).load(db, [subject_id], user)).get(subject_id.toHexString())
  if (!subject) throw problem('subject_not_found')
  if (!subject.owner_id.equals(user.id)) throw problem('forbidden')

  const range = rangeOf(query, query, now)
  const key = subjectKey(subject_type, subject_id)
  const [days, referrers] = [await readDays(db, key, range), await readReferrers(db, key, range)]
  return { ...presentSeries(seriesOf(days, range)), referrers }
})

async function readReferrers(db: Db, key: string, range: Range): Promise<{ source: string; views_count: number }[]> {
  // The sources of a day stand behind its slash, and a zero sorts right after that.
  const ids = { $gte: `${key}/${nameOfDay(range.from)}/`, $lt: `${key}/${nameOfDay(range.to)}0` }
  return db.aggregate(DailyReferrers, [
    { $match: { _id: ids, day: touchedDays(range) } },
    { $group: { _id: '$source', views_count: { $sum: sumWithin(range, 'views') } } },
    { $match: { views_count: { $gt: 0 } } },
    { $sort: { views_count: -1, _id: 1 } },
    { $limit: 100 },
    { $project: { _id: 0, source: '$_id', views_count: 1 } },
  ])
}
