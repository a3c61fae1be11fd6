import { ObjectId } from 'mongodb'
import { expect, it } from 'vitest'
import { OneTimeTokens } from '../../../functions/identity/model.ts'
import { makeToken, noteMailed, useToken } from '../../../functions/identity/one-time-tokens.ts'
import { createDb } from '../../../shared/store/database.ts'
import { useFunctions } from '../../support/functions.ts'

const functions = useFunctions([OneTimeTokens])

const hour = 3_600_000
const start = new Date('2026-01-01T00:00:00Z')
const after = (ms: number) => new Date(start.getTime() + ms)

function tokensOf(user = new ObjectId()) {
  const { database, run } = functions()
  const db = createDb({ database, now: start, routes: {}, request_id: null, pending: [] })
  return {
    make: (id: string, at: Date, now = at) => run(() => makeToken(db, 'reset_password', user, { id, at }, now)),
    mailed: (token: string) => run(() => noteMailed(db, 'reset_password', user, token)),
    use: (token: string, now: Date) => run(() => useToken(db, 'reset_password', token, now)),
  }
}

it('an event that is delivered again before its mail went out makes the same token', async () => {
  const { make } = tokensOf()
  const token = await make('one', start)
  expect(token).toBeTypeOf('string')
  expect(await make('one', start, after(5000))).toBe(token)
})

it('an event that is delivered again after its mail went out makes none', async () => {
  const { make, mailed, use } = tokensOf()
  const token = (await make('one', start)) as string
  await mailed(token)
  expect(await make('one', start, after(5000))).toBeUndefined()
  expect(await use(token, after(6000))).toBeInstanceOf(ObjectId)
})

it('an older event that comes late does not void the newer token', async () => {
  const { make, use } = tokensOf()
  const newer = (await make('newer', after(1000))) as string
  expect(await make('older', start, after(2000))).toBeUndefined()
  expect(await use(newer, after(3000))).toBeInstanceOf(ObjectId)
})

it('a late delivery does not bring a used token back', async () => {
  const { make, use } = tokensOf()
  const token = (await make('one', start)) as string
  expect(await use(token, after(1000))).toBeInstanceOf(ObjectId)
  expect(await make('one', start, after(2000))).toBeUndefined()
  expect(await use(token, after(3000))).toBeUndefined()
})

it('an event that is older than its token would live makes none', async () => {
  const { make } = tokensOf()
  expect(await make('one', start, after(hour))).toBeUndefined()
})
