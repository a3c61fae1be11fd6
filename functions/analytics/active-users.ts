import { Activity } from '../../shared/runtime/activity.ts'
import type { Db } from '../../shared/store/database.ts'
import { dayOf, lastWholeDay } from './quarters.ts'

/**
 * How many users were active today and yesterday. A user's activity keeps the last two days on which they were seen,
 * so that yesterday's count holds all day long, whoever comes back meanwhile.
 */
export async function countActiveUsers(db: Db, now: Date): Promise<{ day: Date; active_users: number }[]> {
  const [today, yesterday] = [dayOf(now), lastWholeDay(now)]
  return [
    { day: today, active_users: await count(db, { active_on: today }) },
    { day: yesterday, active_users: (await count(db, { active_on: yesterday })) + (await count(db, { active_before: yesterday })) },
  ]
}

async function count(db: Db, filter: Record<string, Date>): Promise<number> {
  const [found] = await db.aggregate<{ users: number }>(Activity, [{ $match: filter }, { $count: 'users' }])
  return found?.users ?? 0
}
