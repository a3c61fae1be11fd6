import { schedule } from '../../shared/runtime/schedule.ts'
import { countActiveUsers } from './active-users.ts'
import { keepActiveUsers } from './contract.ts'
import { DailyCounts } from './model.ts'
import { nameOfDay } from './quarters.ts'

/** Keeps the counts of active users before the users' next days replace what they are counted from. */
export const handler = schedule(keepActiveUsers, async ({ db, now }) => {
  const days = await countActiveUsers(db, now)
  await db.bulk(
    DailyCounts,
    days.map(({ day, active_users }) => ({
      updateOne: {
        filter: { _id: `site/${nameOfDay(day)}` },
        update: { $set: { 'counts.active_users': active_users }, $setOnInsert: { day, quarters: {}, is_folded: false } },
        upsert: true,
      },
    })),
  )
})
