import * as fc from 'fast-check'
import { type Db as MongoDb, MongoClient, ObjectId } from 'mongodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Actor, Json } from '../support/actor.ts'
import { articleOf } from '../support/articles.ts'
import type { RunningProcess } from '../support/process.ts'
import { type Stack, startOwnStack } from '../support/stack.ts'
import { hearEvents, type Redelivery } from './redelivery.ts'

let stack: Stack & RunningProcess
let client: MongoClient
let database: MongoDb
let redelivery: Redelivery

beforeAll(async () => {
  stack = await startOwnStack()
  client = await new MongoClient(stack.mongodb_uri).connect()
  database = client.db('atrium')
  redelivery = hearEvents(stack, database)
}, 60_000)

afterAll(async () => {
  await redelivery.stop()
  await client.close()
  await stack.stop()
})

const people = 4
const atOnce = 6

interface Member {
  readonly actor: Actor
  readonly article: Json
  readonly comments: string[]
}

interface Step {
  readonly act: keyof typeof acts
  readonly who: number
  readonly whom: number
}

const acts = {
  like: ({ actor }: Member, { article }: Member) => actor.put(`/v1/articles/${article.id}/like`),
  unlike: ({ actor }: Member, { article }: Member) => actor.delete(`/v1/articles/${article.id}/like`),
  comment: async ({ actor, comments }: Member, { article }: Member) => {
    const answer = await actor.post(`/v1/articles/${article.id}/comments`, { content: 'Well said.' })
    if (answer.status === 201) comments.push(answer.body.id)
    return answer
  },
  uncomment: ({ actor, comments }: Member) => actor.delete(`/v1/comments/${comments.shift() ?? new ObjectId().toHexString()}`),
  follow: ({ actor }: Member, { actor: { id } }: Member) => actor.put(`/v1/users/${id}/follow`),
  unfollow: ({ actor }: Member, { actor: { id } }: Member) => actor.delete(`/v1/users/${id}/follow`),
  block: ({ actor }: Member, { actor: { id } }: Member) => actor.put(`/v1/users/${id}/block`),
  unblock: ({ actor }: Member, { actor: { id } }: Member) => actor.delete(`/v1/users/${id}/block`),
}

const person = fc.nat({ max: people - 1 })
const usual = fc.constantFrom<Step['act']>('like', 'unlike', 'comment', 'uncomment', 'follow', 'unfollow')
const act = fc.oneof({ arbitrary: usual, weight: 12 }, { arbitrary: fc.constantFrom<Step['act']>('block', 'unblock'), weight: 1 })
const steps = fc.array(fc.record({ act, who: person, whom: person }), { minLength: 20, maxLength: 60 })

it('whatever people do at once, and however often and late it is told, counts, statistics and notifications are what is so', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.infiniteStream(fc.nat()), async (taken, numbers) => {
      const members = await Promise.all(Array.from({ length: people }, newMember))
      const shuffle = <Item>(items: readonly Item[]) =>
        items.map((item) => ({ item, order: Number(numbers.next().value) })).toSorted((a, b) => a.order - b.order).map(({ item }) => item)
      for (let at = 0; at < taken.length; at += atOnce) {
        const answers = await Promise.all(taken.slice(at, at + atOnce).map(({ act, who, whom }) => acts[act](members[who] as Member, members[whom] as Member)))
        for (const answer of answers) expect([200, 201, 204, 404, 422], answer.text).toContain(answer.status)
        // In the middle of it, what was told before is told again.
        if (at === atOnce) await redelivery.again(shuffle)
      }
      await stack.settled()
      expect(await redelivery.again(shuffle)).toBeGreaterThan(taken.length / 2)
      for (const member of members) await expectTruth(member, members, taken)
      expect((await stack.runSchedule('recompute-statistics')).body.result).toMatchObject({ drift_found: 0 })
    }),
    { numRuns: 4, endOnFailure: true },
  )
}, 300_000)

async function newMember(): Promise<Member> {
  const actor = await stack.newUser()
  return { actor, article: await articleOf(actor), comments: [] }
}

/** Compares what a member is shown with the edges that are there. */
async function expectTruth(member: Member, members: readonly Member[], taken: readonly Step[]): Promise<void> {
  const { actor, article } = member
  const [subject_id, user_id] = [new ObjectId(article.id as string), new ObjectId(actor.id)]
  const likers = await peopleOf('likes', { subject_id }, 'user_id')
  const commenters = await peopleOf('comments', { subject_id, is_deleted: false }, 'user_id')
  const followers = await peopleOf('follows', { followee_id: user_id, status: 'accepted' }, 'follower_id')
  const following = await peopleOf('follows', { follower_id: user_id, status: 'accepted' }, 'followee_id')

  const counts = { likes_count: likers.length, comments_count: commenters.length }
  expect((await actor.get(`/v1/articles/${article.id}`)).body).toMatchObject(counts)
  expect((await actor.get(`/v1/articles/${article.id}/analytics`)).body.totals).toMatchObject(counts)
  const me = { followers_count: followers.length, following_count: following.length, articles_count: 1 }
  expect((await actor.get('/v1/me')).body).toMatchObject(me)
  expect((await actor.get('/v1/me/analytics')).body).toMatchObject({ totals: counts })

  const entries = await actor.all('/v1/notifications?limit=100')
  expect((await actor.get('/v1/notifications/unread-count')).body.unread_count).toBe(entries.length)
  const told = (type: string) => entries.filter((entry) => entry.type === type)
  // What was told before a block does not come back after it: of those who were ever parted only their absence is known.
  const everParted = new Set(members.filter((other) => wereParted(other, member, members, taken)).map((other) => other.actor.id))
  for (const [type, actual] of Object.entries({ like: likers, comment: commenters, follow: followers })) {
    const expected = new Set(actual.filter((id) => id !== actor.id))
    const shown: string[] = told(type).flatMap(({ actors }) => actors.map(({ id }: Json) => id))
    expect(told(type).length, type).toBeLessThanOrEqual(1)
    expect(new Set(shown).size).toBe(shown.length)
    for (const id of shown) expect([...expected], type).toContain(id)
    for (const id of expected) expect(everParted.has(id) ? [id] : shown, type).toContain(id)
  }
}

async function peopleOf(collection: string, filter: Record<string, unknown>, side: string): Promise<string[]> {
  const edges = await database.collection(collection).find({ ...filter, tombstone: { $exists: false } }).toArray()
  return edges.map((edge) => String(edge[side]))
}

function wereParted(one: Member, other: Member, members: readonly Member[], taken: readonly Step[]): boolean {
  const pair = new Set([members.indexOf(one), members.indexOf(other)])
  return taken.some(({ act, who, whom }) => act === 'block' && pair.has(who) && pair.has(whom))
}
