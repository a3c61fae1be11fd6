import { ObjectId } from 'mongodb'
import { type Caller, http } from '../../shared/runtime/http.ts'
import type { Db } from '../../shared/store/database.ts'
import type { SubjectView } from '../../shared/subjects.ts'
import { Users } from '../profiles/public.ts'
import { subjectOf } from '../subjects.ts'
import { getMyAnalytics, measuredTypes } from './contract.ts'
import { quartersIn, readDays, readDaysAfter, type Series, seriesOf, sumWithin, touchedDays } from './days.ts'
import { DailyCounts, type Sums } from './model.ts'
import { presentCounts, presentSeries, served } from './present.ts'
import { type Range, rangeOf } from './range.ts'

/** What happened to all that is one's own, what of it was looked at most, and how one's followers came and went. */
export const handler = http(getMyAnalytics, async ({ query, user, db, now }) => {
  const range = rangeOf(query, query, now)
  const key = `users/${user.id.toHexString()}`
  const series = seriesOf(await readDays(db, key, range), range)
  const top_subjects = await topSubjects(db, user, range)
  return { ...presentSeries(series), top_subjects, followers: presentFollowers(series, await followersAt(db, user, key, range)) }
})

const subjectSums = ['views', 'unique_views', 'likes', 'comments', 'shares', 'bookmarks'] as const

async function topSubjects(db: Db, user: Caller, range: Range) {
  const top = await db.aggregate<Sums & { _id: string }>(DailyCounts, [
    { $match: { owner_id: user.id, day: touchedDays(range) } },
    { $group: { _id: '$subject', ...Object.fromEntries(subjectSums.map((name) => [name, { $sum: sumWithin(range, name) }])) } },
    { $sort: { views: -1, likes: -1, comments: -1, _id: 1 } },
    { $limit: 10 },
  ])
  const views = new Map<string, SubjectView>()
  for (const type of measuredTypes) {
    const ids = top.flatMap(({ _id }) => (_id.startsWith(`${type}/`) ? [new ObjectId(_id.slice(type.length + 1))] : []))
    if (ids.length === 0) continue
    for (const [id, view] of await subjectOf(type).load(db, ids, user)) views.set(`${type}/${id}`, view)
  }
  return top.flatMap(({ _id, ...sums }) => {
    const view = views.get(_id)
    const [subject_type = ''] = _id.split('/')
    return view ? [{ subject_type, subject_id: view.id, title: view.title, ...presentCounts(sums) }] : []
  })
}

/** How many followers there were at the end of a range: as many as now, less those who came since. */
async function followersAt(db: Db, user: Caller, key: string, { to }: Range): Promise<number> {
  const profile = await db.get(Users, user.id, { fields: { counts: 1 } })
  const restOfDay = quartersIn(await readDays(db, key, { from: to, to }), { from: to, to: new Date(8.64e15) })
  const later = await readDaysAfter(db, key, to)
  const since = [...restOfDay.map(({ sums }) => sums), ...later.map(({ counts }) => counts)]
  return since.reduce((total, sums) => total - netFollowers(sums), profile?.counts.followers ?? 0)
}

function presentFollowers({ buckets }: Series, atEnd: number) {
  let total = atEnd
  return buckets
    .toReversed()
    .map(({ at, sums }) => {
      const shown = { at, gained: served(sums.followers_gained), lost: served(sums.followers_lost), total: served(total) }
      total -= netFollowers(sums)
      return shown
    })
    .toReversed()
}

function netFollowers({ followers_gained = 0, followers_lost = 0 }: Sums): number {
  return followers_gained - followers_lost
}
