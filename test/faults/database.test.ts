import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunningProcess } from '../support/process.ts'
import { type Stack, startOwnStack } from '../support/stack.ts'

let stack: Stack & RunningProcess
let mongod: number

beforeAll(async () => {
  stack = await startOwnStack()
  const client = await new MongoClient(stack.mongodb_uri).connect()
  mongod = (await client.db('admin').command({ serverStatus: 1 })).pid
  await client.close()
})

afterAll(() => stack.stop())

async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; seconds: number }> {
  const from = performance.now()
  const result = await work()
  return { result, seconds: (performance.now() - from) / 1000 }
}

describe('a database that does not answer', () => {
  it('is told within five seconds, writes nothing twice, and is found again without a restart', async () => {
    const ada = await stack.newUser()
    process.kill(mongod, 'SIGSTOP')
    try {
      const calls = [
        () => stack.anonymous.get('/v1/health'),
        () => stack.anonymous.get('/v1/articles'),
        () => ada.post('/v1/articles', { title: 'While it slept', content: 'x' }),
        () => ada.post('/v1/articles', { title: 'While it slept', content: 'x' }, { 'idempotency-key': 'slept' }),
      ]
      for (const { result, seconds } of await Promise.all(calls.map(timed))) {
        expect(result.status, result.text).toBe(503)
        expect(result.body).toMatchObject({ code: 'unavailable' })
        expect(seconds).toBeLessThan(5)
      }
    } finally {
      process.kill(mongod, 'SIGCONT')
    }
    await expect.poll(async () => (await stack.anonymous.get('/v1/health')).status, { timeout: 10_000 }).toBe(200)
    const again = await ada.post('/v1/articles', { title: 'While it slept', content: 'x' }, { 'idempotency-key': 'slept' })
    expect(again.status).toBe(201)
  })
})
