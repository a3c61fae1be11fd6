import { ObjectId } from 'mongodb'
import { expect, it } from 'vitest'
import { countActiveUsers } from '../../../functions/analytics/active-users.ts'
import { handler as keep } from '../../../functions/analytics/keep-active-users.ts'
import { DailyCounts } from '../../../functions/analytics/model.ts'
import { touch } from '../../../shared/runtime/activity.ts'
import { createDb } from '../../../shared/store/database.ts'
import { useFunctions } from '../../support/functions.ts'

const functions = useFunctions([DailyCounts])
const store = () => createDb({ database: functions().database, now: new Date(), routes: {}, request_id: null, pending: [] })

async function activeOn(...times: string[]): Promise<void> {
  const user = new ObjectId()
  for (const time of times) await touch(store(), user, new Date(time))
}

it('yesterday’s users stay counted when they come back today', async () => {
  await activeOn('2026-03-01T23:59:50Z', '2026-03-02T00:00:10Z')
  await activeOn('2026-03-01T08:00:00Z', '2026-03-01T20:00:00Z')
  await activeOn('2026-02-20T08:00:00Z', '2026-03-02T08:00:00Z', '2026-03-02T09:00:00Z')
  const counted = await countActiveUsers(store(), new Date('2026-03-02T10:00:00Z'))
  expect(counted).toEqual([
    { day: new Date('2026-03-02T00:00:00Z'), active_users: 2 },
    { day: new Date('2026-03-01T00:00:00Z'), active_users: 2 },
  ])
})

it('a day’s number is written beside what else was counted on it, however often', async () => {
  const now = new Date()
  const _id = `site/${now.toISOString().slice(0, 10)}`
  const days = functions().database.collection<{ _id: string }>(DailyCounts.name)
  const day = new Date(_id.slice(5))
  await days.insertOne({ _id, day, counts: { likes: 3 }, quarters: { 0: { likes: 3 } }, is_folded: false } as { _id: string })
  await touch(store(), new ObjectId(), now)
  await functions().run(() => keep())
  await functions().run(() => keep())
  expect(await days.findOne({ _id })).toEqual({ _id, day, counts: { likes: 3, active_users: 1 }, quarters: { 0: { likes: 3 } }, is_folded: false })
})
