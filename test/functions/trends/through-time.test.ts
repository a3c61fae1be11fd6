import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../support/actor.ts'
import { articleOf } from '../../support/articles.ts'
import type { RunningProcess } from '../../support/process.ts'
import { type Stack, startOwnStack } from '../../support/stack.ts'
import { idsOf, postBy } from '../posts/posts.ts'

let stack: Stack & RunningProcess
let people: Actor[]

beforeAll(async () => {
  stack = await startOwnStack()
  people = await Promise.all(Array.from({ length: 5 }, () => stack.newUser()))
}, 60_000)

afterAll(() => stack.stop())

const hour = 3600

/** Tokens end within an hour that the test lets pass. */
async function later(seconds: number): Promise<void> {
  await stack.advance(seconds)
  people = await Promise.all(people.map(({ username, password }) => stack.signIn(username, password)))
}

const rank = async () => {
  await stack.settled()
  await stack.runSchedule('rank-trends')
}
const hashtags = async (): Promise<string[]> => (await stack.anonymous.all('/v1/hashtags/trending')).map(({ name }) => name)
const use = (tag: string, howMany: number) => Promise.all(people.slice(0, howMany).map((author) => postBy(author, { content: `#${tag}` })))

describe('as time goes by', () => {
  it('a hashtag that is used every hour trends no longer, one that comes up does, and a trend ends', async () => {
    for (let hours = 0; hours < 12; hours += 1) {
      await use('everyday', 3)
      await later(hour)
    }
    await use('everyday', 3)
    await use('news', 3)
    await rank()
    expect((await hashtags())[0]).toBe('news')

    await later(3 * hour)
    await rank()
    expect(await hashtags()).toContain('news')
    await later(26 * hour)
    await rank()
    expect(await hashtags()).toEqual([])
  }, 120_000)

  it('what was liked much is overtaken by what is liked now', async () => {
    const [old, fresh] = [await articleOf(people[3] as Actor), await articleOf(people[4] as Actor)]
    for (const actor of people.slice(0, 3)) await actor.put(`/v1/articles/${old.id}/like`)
    await rank()
    expect(idsOf(await stack.anonymous.all('/v1/articles/trending'))).toEqual([old.id])
    await later(30 * hour)
    for (const actor of people.slice(0, 2)) await actor.put(`/v1/articles/${fresh.id}/like`)
    await rank()
    expect(idsOf(await stack.anonymous.all('/v1/articles/trending'))).toEqual([fresh.id, old.id])
    await later(60 * hour)
    await rank()
    expect(idsOf(await stack.anonymous.all('/v1/articles/trending'))).toEqual([fresh.id])
  }, 60_000)
})
