import { type Db as MongoDb, type Document, MongoClient, ObjectId } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { newUser } from '../../functions/profiles/public.ts'
import type { Actor, Json } from '../support/actor.ts'
import { articleOf } from '../support/articles.ts'
import { afterRetries, patience } from '../support/patience.ts'
import type { RunningProcess } from '../support/process.ts'
import { type Stack, startOwnStack } from '../support/stack.ts'

let stack: Stack & RunningProcess
let client: MongoClient
let database: MongoDb
let mongod: number

beforeAll(async () => {
  stack = await startOwnStack()
  client = await new MongoClient(stack.mongodb_uri).connect()
  database = client.db('atrium')
  mongod = (await client.db('admin').command({ serverStatus: 1 })).pid
}, 60_000)

afterAll(async () => {
  await client.close()
  await stack.stop()
})

async function deadLetters(worker: string): Promise<number> {
  const { body } = await stack.anonymous.get('/_local/queues')
  return body.items.find(({ id }: Json) => id === worker).dead_letters
}

describe('a database that stops in the middle of a fan-out', () => {
  it('has told every follower once when it is back', async () => {
    const author = await stack.newUser()
    const followers = await addFollowers(new ObjectId(author.id), 5000)
    const { id } = await articleOf(author)
    const subject_id = new ObjectId(id as string)
    const entries = database.collection('notification_entries')
    await vi.waitFor(async () => expect(await entries.countDocuments({ subject_id }, { limit: 1 })).toBe(1), patience)
    process.kill(mongod, 'SIGSTOP')
    try {
      // On a busy machine it takes a moment until each of its threads has stopped.
      await vi.waitFor(async () => expect((await stack.anonymous.get('/v1/health')).status).toBe(503), patience)
    } finally {
      process.kill(mongod, 'SIGCONT')
    }
    await vi.waitFor(async () => expect(await entries.countDocuments({ subject_id })).toBe(followers.length), patience)
    await stack.runSchedule('sweep-outbox')
    await stack.settled()
    const told = await entries.find({ subject_id }, { projection: { recipient_id: 1 } }).toArray()
    expect(told.map(({ recipient_id }) => String(recipient_id)).toSorted()).toEqual(followers.map(String).toSorted())
    expect(await deadLetters('fan-out-article')).toBe(0)
  }, 180_000)
})

describe('messages of which one in a hundred is poison', () => {
  it('are counted once but for those, which end as dead letters, go back and end there again', async () => {
    const [author, admin] = [await stack.newUser(), await stack.newUser({ role: 'admin' })]
    const { id } = await articleOf(author)
    await stack.settled()
    // Followers that were written into the database are in no count.
    await stack.runSchedule('recompute-statistics')
    const likes = Array.from({ length: 300 }, (_, index) => likeOf(id, author, index % 100 === 99 ? 'unheard-of' : 'articles'))
    await database.collection('likes').insertMany(likes)
    const [good, poison] = [297, 3]
    while ((await stack.runSchedule('sweep-outbox')).body.result?.events_sent > 0) await stack.anonymous.get('/_local/settled?timeout_seconds=1')
    const counted = async () => {
      expect(await deadLetters('count-engagement')).toBe(poison)
      expect((await stack.anonymous.get(`/v1/articles/${id}`)).body.likes_count).toBe(good)
    }
    await afterRetries(stack, counted)
    expect((await stack.runSchedule('recompute-statistics')).body.result).toMatchObject({ drift_found: 0 })

    const moved = await admin.post('/v1/admin/queues/count-engagement/redrive')
    expect(moved).toMatchObject({ status: 202, body: { moved: poison } })
    expect(await deadLetters('count-engagement')).toBe(0)
    await afterRetries(stack, counted)
    expect((await stack.runSchedule('recompute-statistics')).body.result).toMatchObject({ drift_found: 0 })
  }, 180_000)
})

/** A like as it was written by someone whose process died before it could tell anyone. */
function likeOf(article_id: string, owner: Actor, subject_type: string): Document {
  const [_id, user_id] = [new ObjectId(), new ObjectId()]
  const at = new Date()
  const act = { subject_type, subject_id: article_id, owner_id: owner.id, user_id: user_id.toHexString() }
  const event = {
    id: new ObjectId(),
    type: 'like.created',
    data: { ...act, like_id: _id.toHexString(), liked_at: at.toISOString() },
    at,
    to: ['count-engagement'],
    request_id: null,
    due: new Date(0),
    attempts: 0,
  }
  return { _id, subject_type, subject_id: new ObjectId(article_id), owner_id: new ObjectId(owner.id), user_id, at, outbox: [event] }
}

async function addFollowers(followee_id: ObjectId, howMany: number): Promise<ObjectId[]> {
  const people = Array.from({ length: howMany }, () => new ObjectId())
  const at = new Date(Date.now() - 60_000)
  const accounts = people.map((_id) => newUser({ _id, username: _id.toHexString(), email: `${_id.toHexString()}@example.org`, full_name: null }, at))
  await database.collection('users').insertMany(accounts.map((account) => ({ ...account })))
  await database.collection('follows').insertMany(people.map((follower_id) => ({ _id: new ObjectId(), follower_id, followee_id, status: 'accepted', at })))
  return people
}
