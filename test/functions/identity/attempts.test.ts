import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { type AttemptLimit, limitFailures, loginLimits } from '../../../functions/identity/attempts.ts'
import { Attempts } from '../../../functions/identity/model.ts'
import { createDb } from '../../../shared/store/database.ts'
import { useFunctions } from '../../support/functions.ts'

const functions = useFunctions([Attempts])

const start = new Date('2026-01-01T00:00:00Z')
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000)
const wrong = () => Promise.resolve(undefined)
const right = () => Promise.resolve('right')

function attempt(limits: readonly AttemptLimit[], check: () => Promise<string | undefined>, now = start) {
  const { database, run } = functions()
  const db = createDb({ database, now, routes: {}, request_id: null, pending: [] })
  return run(() => limitFailures(db, limits, now, check)).catch(({ code }: { code: string }) => code)
}

it('an address is limited over all logins, except those of this machine', () => {
  expect(loginLimits('ada', '203.0.113.7').map(({ max }) => max)).toEqual([10, 100])
  expect(loginLimits('ada', '127.0.0.1').map(({ max }) => max)).toEqual([10])
})

it('failures that count for an address close it to every login', async () => {
  const address = { key: randomUUID(), max: 3 }
  const login = () => [{ key: randomUUID(), max: 10 }, address]
  for (let n = 0; n < 3; n += 1) expect(await attempt(login(), wrong)).toBeUndefined()
  expect(await attempt(login(), right)).toBe('rate_limited')
})

it('the window begins with the first failure and ends for all of them', async () => {
  const limits = [{ key: randomUUID(), max: 2 }]
  expect(await attempt(limits, right)).toBe('right')
  await attempt(limits, wrong, after(600))
  await attempt(limits, wrong, after(1400))
  expect(await attempt(limits, right, after(1499))).toBe('rate_limited')
  expect(await attempt(limits, right, after(1500))).toBe('right')
})

it('a refusal of one limit costs nothing at the others', async () => {
  const [open, closed] = [{ key: randomUUID(), max: 1 }, { key: randomUUID(), max: 1 }]
  await attempt([closed], wrong)
  expect(await attempt([open, closed], wrong)).toBe('rate_limited')
  expect(await attempt([open], right)).toBe('right')
})

it('right attempts at the same time wait for a place rather than being refused', async () => {
  const limits = [{ key: randomUUID(), max: 2 }]
  const outcomes = await Promise.all(Array.from({ length: 6 }, () => attempt(limits, async () => setImmediate('right'))))
  expect(outcomes).toEqual(Array.from({ length: 6 }, () => 'right'))
})

it('a check that breaks is no failure, and gives its place back', async () => {
  const limits = [{ key: randomUUID(), max: 1 }]
  expect(await attempt(limits, () => Promise.reject(Object.assign(new Error('broken'), { code: 'broken' })))).toBe('broken')
  expect(await attempt(limits, right)).toBe('right')
})
