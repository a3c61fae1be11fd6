import { http } from '../../shared/runtime/http.ts'
import { countActiveUsers } from './active-users.ts'
import { getSiteAnalytics } from './contract.ts'
import { readDays, seriesOf } from './days.ts'
import { served } from './present.ts'
import { rangeOf } from './range.ts'

/** What happened on the whole site, for its administrators. */
export const handler = http(getSiteAnalytics, async ({ query, db, now }) => {
  const range = rangeOf(query, { interval: 'day', time_zone: 'UTC' }, now)
  const days = await readDays(db, 'site', range)
  const kept = new Map(days.map(({ day, counts }) => [day.getTime(), counts.active_users]))
  const live = new Map((await countActiveUsers(db, now)).map(({ day, active_users }) => [day.getTime(), active_users]))
  const series = seriesOf(days, range).buckets.map(({ at, sums }) => ({
    at,
    sign_ups: served(sums.sign_ups),
    active_users: live.get(at.getTime()) ?? kept.get(at.getTime()) ?? 0,
    articles: served(sums.articles),
    posts: served(sums.posts),
    comments: served(sums.comments),
    likes: served(sums.likes),
    views: served(sums.views),
  }))
  return { series }
})
