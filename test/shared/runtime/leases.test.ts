import { ObjectId } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { endLease, inTurn, Leases, takeLease } from '../../../shared/runtime/leases.ts'
import { createDb } from '../../../shared/store/database.ts'
import { freshName } from '../../support/names.ts'
import { useFunctions } from '../../support/functions.ts'

const functions = useFunctions([])
const store = () => createDb({ database: functions().database, now: new Date(), routes: {}, request_id: null, pending: [] })

describe('a lease', () => {
  it('is held by one, until it is given back or its time is over', async () => {
    const [id, ada, bob] = [freshName(), new ObjectId(), new ObjectId()]
    const now = new Date()
    const later = new Date(now.getTime() + 10_000)
    expect(await takeLease(store(), id, ada, { now, seconds: 10 })).toBe(true)
    expect(await takeLease(store(), id, bob, { now, seconds: 10 })).toBe(false)
    expect(await takeLease(store(), id, bob, { now: later, seconds: 10 })).toBe(true)
    await endLease(store(), id, ada)
    expect(await takeLease(store(), id, ada, { now: later, seconds: 10 })).toBe(false)
    await endLease(store(), id, bob)
    expect(await takeLease(store(), id, ada, { now: later, seconds: 10 })).toBe(true)
  })
})

describe('work in turn', () => {
  it('does not overlap, and goes on after a failure', async () => {
    const id = freshName()
    let [running, most] = [0, 0]
    const work = (fails: boolean) =>
      inTurn(store(), id, async () => {
        running += 1
        most = Math.max(most, running)
        await store().find(Leases, { _id: id })
        running -= 1
        if (fails) throw new Error('refused')
      })
    const outcomes = await Promise.allSettled([work(false), work(true), work(false), work(false)])
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected'])
    expect(most).toBe(1)
  })
})
