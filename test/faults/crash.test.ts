import { ObjectId } from 'mongodb'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { articleOf } from '../support/articles.ts'
import { patience } from '../support/patience.ts'
import type { RunningProcess } from '../support/process.ts'
import { type Stack, startOwnStack, useStack } from '../support/stack.ts'

const running: RunningProcess[] = []

async function start(stateDir?: string): Promise<Stack & RunningProcess> {
  const stack = await startOwnStack(stateDir)
  running.push(stack)
  return stack
}

afterEach(async () => {
  await running.pop()?.stop()
  running.length = 0
})

describe('a stack that is killed', () => {
  it('loses nothing that it acknowledged, and counts it all once', async () => {
    const before = await start()
    const author = await before.newUser()
    const article = await articleOf(author)
    const readers = await Promise.all(Array.from({ length: 12 }, () => before.newUser()))
    const acknowledged = new Set<string>()
    const liking = readers.map(async (reader) => {
      const { status } = await reader.put(`/v1/articles/${article.id}/like`)
      if (status === 200) acknowledged.add(reader.id)
      if (acknowledged.size === 6) await before.kill()
    })
    await Promise.allSettled(liking)

    const after = await start(before.stateDir)
    await after.runSchedule('sweep-outbox')
    await after.settled()
    const likes = await after.anonymous.all(`/v1/articles/${article.id}/likes?limit=50`)
    const likers = new Set(likes.map(({ user }) => user.id))
    expect([...acknowledged].filter((id) => !likers.has(id))).toEqual([])
    const { body } = await after.anonymous.get(`/v1/articles/${article.id}`)
    expect(body.likes_count).toBe(likes.length)
  })
})

describe('a write whose process died before it could send', () => {
  it('has its event sent by the sweeper', async () => {
    const stack = await useStack()
    const [author, reader] = [await stack.newUser(), await stack.newUser()]
    const article = await articleOf(author)
    const likes = (await stack.database()).db('atrium').collection('likes')
    await reader.put(`/v1/articles/${article.id}/like`)
    await stack.settled()
    // The state that a crash leaves: the like of someone else with its event unsent.
    const template = await likes.findOne({ user_id: new ObjectId(reader.id) })
    const other = new ObjectId((await stack.newUser()).id)
    const act = { subject_type: 'articles', subject_id: article.id, owner_id: author.id, user_id: other.toHexString() }
    const _id = new ObjectId()
    const liked_at = new Date()
    const entry = {
      id: new ObjectId(),
      type: 'like.created',
      data: { ...act, like_id: _id.toHexString(), liked_at: liked_at.toISOString() },
      at: liked_at,
      to: ['notify-users', 'count-engagement'],
      request_id: null,
      due: new Date(0),
      attempts: 0,
    }
    await likes.insertOne({ ...template, _id, user_id: other, outbox: [entry] })

    // A run that is under way may be past the likes.
    await vi.waitFor(async () => expect((await stack.runSchedule('sweep-outbox')).body.result).not.toBeNull(), patience)
    await stack.settled()
    expect((await stack.anonymous.get(`/v1/articles/${article.id}`)).body.likes_count).toBe(2)
  })
})

describe('a state folder', () => {
  it('whose stack runs is not taken by another, and once it was killed has schedules run that had begun', async () => {
    const before = await start()
    await expect(startOwnStack(before.stateDir)).rejects.toThrow(/runs already/)

    const leases = (await before.database()).db('atrium').collection<{ _id: string; holder: ObjectId; until: Date }>('leases')
    await leases.insertOne({ _id: 'sweep-outbox', holder: new ObjectId(), until: new Date(Date.now() + 3_600_000) })
    expect((await before.runSchedule('sweep-outbox')).body.result).toBeNull()
    await before.kill()

    const after = await start(before.stateDir)
    expect((await after.runSchedule('sweep-outbox')).body.result).toMatchObject({ events_sent: expect.any(Number) })
  })
})
