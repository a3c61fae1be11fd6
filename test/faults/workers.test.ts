import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { MongoClient, ObjectId } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DailyCounts, DailyReferrers } from '../../functions/analytics/model.ts'
import { articlePublished } from '../../functions/articles/contract.ts'
import { Categories, Tags } from '../../functions/articles/public.ts'
import { likeCreated } from '../../functions/engagement/contract.ts'
import { Follows, Mutes } from '../../functions/graph/model.ts'
import { FanOutLanes, NotificationEntries, NotificationPreferences, Withdrawals } from '../../functions/notifications/model.ts'
import { Users } from '../../functions/profiles/public.ts'
import { Leases } from '../../shared/runtime/leases.ts'
import { communityIn } from '../functions/analytics/community.ts'
import { type StoredOutbox, waitingMessages } from '../functions/graph/waiting-messages.ts'
import { deliver, type Message, messageOf } from '../support/messages.ts'
import { type Functions, openFunctions } from '../support/own-functions.ts'
import type { RunningProcess } from '../support/process.ts'
import { type Stack, startOwnStack } from '../support/stack.ts'
import { type TappedDatabase, tapDatabase } from './tapped-database.ts'
import { type Order, workers } from './worker-process.ts'

let stack: Stack & RunningProcess
let tap: TappedDatabase
let functions: Functions
let server: MongoClient

beforeAll(async () => {
  stack = await startOwnStack()
  tap = await tapDatabase(stack.mongodb_uri)
  server = await new MongoClient(stack.mongodb_uri).connect()
  const counted = [Categories, DailyCounts, DailyReferrers, Tags, Users]
  const told = [FanOutLanes, Follows, Mutes, NotificationEntries, NotificationPreferences, Withdrawals]
  const events = [['popularity.changed', []], ['article-fan-out.continued', ['fan-out-article']]]
  functions = await openFunctions({ ...stack, mongodb_uri: tap.mongodb_uri }, [...counted, ...told], {
    EVENT_ROUTES: JSON.stringify(Object.fromEntries(events)),
  })
}, 60_000)

afterAll(async () => {
  await functions.close()
  await server.close()
  tap.close()
  await stack.stop()
})

/**
 * Runs a worker in a process of its own that is killed when it is about to say something to the database for the so many
 * eth time. Says whether it lived to the end.
 */
async function survives(step: number, worker: Order['worker'], messages: readonly Message[]): Promise<boolean> {
  const child = fork(fileURLToPath(new URL('worker-process.ts', import.meta.url)), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  tap.onCommand((command) => {
    if (command === step) child.kill('SIGKILL')
  })
  child.send({ worker, messages, environment: functions.environment } satisfies Order)
  const [code] = (await once(child, 'exit')) as [number | null]
  tap.onCommand(() => undefined)
  // The server gives up what a dead client had begun after a minute, and its turn ends after ten seconds; here they do at once.
  await server.db('admin').command({ killAllSessions: [] })
  await functions.database.collection(Leases.name).updateMany({}, { $set: { until: new Date(0) } })
  if (code !== null) expect(code).toBe(0)
  return code !== null
}

/** Kills a worker at its first step, at its second and so on, each time over something new, and delivers again. */
async function atEachStep(worker: Order['worker'], play: () => Promise<{ messages: Message[]; check: () => Promise<void> }>): Promise<number> {
  for (let step = 1; ; step += 1) {
    const { messages, check } = await play()
    const lived = await survives(step, worker, messages)
    for (let delivery = 1; delivery <= 2; delivery += 1) expect(await deliver(functions, workers[worker], messages)).toEqual([])
    await check()
    if (lived) return step - 1
  }
}

describe('a worker that is killed, at whatever step', () => {
  it('has counted everything once when it was delivered again', async () => {
    const community = communityIn(functions)
    const steps = await atEachStep('count', async () => {
      const owner_id = await community.user()
      const subject_id = await community.article(owner_id)
      const tag = subject_id.toHexString()
      const now = new Date()
      const act = () => ({ subject_type: 'articles', subject_id, owner_id, user_id: new ObjectId(), like_id: new ObjectId(), liked_at: now })
      const publication = { article_id: subject_id, author_id: owner_id, published_at: now, category_ids: [], tags: [tag] }
      const messages = [
        ...[act(), act(), act()].map((like) => messageOf(likeCreated(like))),
        messageOf(articlePublished({ ...publication, title: 'News', slug: 'news', is_first: true })),
      ]
      const check = async () => {
        expect(await community.counts('articles', subject_id)).toMatchObject({ likes: 3 })
        expect(await community.counts('users', owner_id)).toMatchObject({ articles: 1 })
        const { database } = functions
        expect(await database.collection(Tags.name).findOne({ name: tag })).toMatchObject({ articles_count: 1 })
        const day = `articles/${tag}/${now.toISOString().slice(0, 10)}`
        expect(await database.collection<{ _id: string }>(DailyCounts.name).findOne({ _id: day })).toMatchObject({ counts: { likes: 3 } })
      }
      return { messages, check }
    })
    expect(steps).toBeGreaterThan(5)
  }, 240_000)

  it('has told every follower once when it was delivered again', async () => {
    const seen = new Set<string>()
    const steps = await atEachStep('fanOut', async () => {
      const [author_id, article_id] = [new ObjectId(), new ObjectId()]
      const now = new Date()
      // More than a page, so that the message leads to another one.
      const people = Array.from({ length: 2005 }, () => new ObjectId())
      const follows = people.map((follower_id) => ({ _id: new ObjectId(), follower_id, followee_id: author_id, status: 'accepted', at: now }))
      await functions.database.collection(Follows.name).insertMany(follows)
      const publication = { article_id, author_id, published_at: now, category_ids: [], tags: [] }
      const message = messageOf(articlePublished({ ...publication, title: 'News', slug: 'news', is_first: true }), { at: new Date(now.getTime() + 1) })
      const check = async () => {
        const continued = await waitingMessages(functions.database.collection<StoredOutbox>('outbox'), seen)
        expect(continued).toHaveLength(1)
        expect(await deliver(functions, workers.fanOut, [...continued, ...continued])).toEqual([])
        const entries = await functions.database.collection(NotificationEntries.name).find({ subject_id: article_id }).toArray()
        expect(entries.map(({ recipient_id }) => String(recipient_id)).toSorted()).toEqual(people.map(String).toSorted())
      }
      return { messages: [message], check }
    })
    expect(steps).toBeGreaterThan(5)
  }, 240_000)
})
