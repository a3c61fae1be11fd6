import type { Db as MongoDb, Document } from 'mongodb'
import { countEngagement } from '../../functions/analytics/contract.ts'
import { handler } from '../../functions/analytics/count-engagement.ts'
import { actsOf } from '../../functions/analytics/counting.ts'
import { gather } from '../../functions/analytics/gather.ts'
import { DailyCounts, DailyReferrers } from '../../functions/analytics/model.ts'
import { popularityChanges } from '../../functions/analytics/popularity.ts'
import { handler as rank } from '../../functions/analytics/rank-subjects.ts'
import { Users } from '../../functions/profiles/public.ts'
import { subjectOf } from '../../functions/subjects.ts'
import type { WorkerHandler } from '../../shared/runtime/worker.ts'
import { countNames } from '../../shared/subjects.ts'
import { noLists } from '../functions/analytics/routes.ts'
import { deliver, type Message, messageOf } from '../support/messages.ts'
import { type Functions, openFunctions } from '../support/own-functions.ts'
import type { StackAddresses } from '../support/process.ts'
import { engagementMessages, type Mix } from './engagement-events.ts'
import type { Measuring } from './parts.ts'
import { readByHand, writeRawIncrements } from './raw-increments.ts'
import { newReadership, publish } from './readership.ts'
import type { Figure } from './report.ts'

const collections = [subjectOf('articles').collection, DailyCounts, DailyReferrers, Users]
const aloneCount = 300

/** Seven acts of a hundred are likes, as on a blog; and a day on which every article gains some, which moves all of them in lists. */
const usual: Mix = { likes: 7 }
const loving: Mix = { likes: 60 }

/** The worker that counts, against the same increments written without any care, and against a transaction for each event. */
export async function measureAnalytics(addresses: StackAddresses, { full }: Measuring): Promise<Figure[]> {
  const opened: Functions[] = []
  // One after the other, because a client that is shared ends with the first; and none ends before the last has begun.
  const open = async () => {
    const functions = await openFunctions(addresses, collections, noLists)
    opened.push(functions)
    return functions
  }
  const sides = [
    { counting: await open(), raw: await open() },
    { counting: await open(), raw: await open() },
  ] as const
  const separately = await open()
  try {
    const blog = await measureMix(sides[0], usual, full ? 1_000_000 : 100_000)
    const loved = await measureMix(sides[1], loving, 50_000)
    return figuresOf(blog, loved, await rateAlone(separately))
  } finally {
    for (const functions of opened) await functions.close()
  }
}

type Measured = Awaited<ReturnType<typeof measureMix>>

function figuresOf(blog: Measured, loved: Measured, alone: number): Figure[] {
  return [
    {
      name: 'analytics: counts that differ from what was sent',
      value: blog.wrong + loved.wrong,
      unit: '',
      budget: { at: 'most', bound: 0 },
      detail: `${(blog.total + loved.total).toLocaleString('en')} events, one in twenty of them twice`,
    },
    { name: 'analytics: events counted', value: blog.rate, unit: '/s' },
    { name: 'analytics: over raw increments', value: blog.overRaw, unit: '×', budget: { at: 'least', bound: 0.7 } },
    {
      name: 'analytics: over raw increments, all articles liked',
      value: loved.overRaw,
      unit: '×',
      budget: { at: 'least', bound: 0.7 },
      detail: `${Math.round(loved.rate).toLocaleString('en')} events a second`,
    },
    { name: 'analytics: over a transaction for each', value: blog.rate / alone, unit: '×', budget: { at: 'least', bound: 10 } },
  ]
}

/** Both sides take turns with the same batches. What the batches move in lists is counted in on both. */
async function measureMix({ counting, raw }: { counting: Functions; raw: Functions }, mix: Mix, total: number) {
  const readership = newReadership(500)
  const { messages, sums } = engagementMessages(readership, total, mix)
  for (const { database } of [counting, raw]) await publish(database, readership)
  const size = countEngagement.batch?.size ?? 10
  const seconds = { counting: 0, raw: 0 }
  for (let at = 0; at < messages.length; at += size) {
    const batch = messages.slice(at, at + size)
    const moved = movedBy(batch)
    const turns = [
      async () => (seconds.counting += await timed(async () => [await take(counting, handler, batch), await take(counting, rank, moved)])),
      async () => (seconds.raw += await timed(() => writeRawIncrements(raw.database, batch))),
    ]
    for (const turn of (at / size) % 2 === 0 ? turns : turns.toReversed()) await turn()
  }
  const counted = await countedIn(counting.database)
  const wrong = countNames.filter((name) => counted[name] !== (sums[name] ?? 0)).length
  return { total, wrong, rate: total / seconds.counting, overRaw: seconds.raw / seconds.counting }
}

/** What the worker tells of a batch to the one that keeps the lists in order. */
function movedBy(batch: readonly Message[]): Message[] {
  const acts = batch.flatMap(({ body }) => actsOf(readByHand(body)))
  return popularityChanges(gather(acts, new Date(0)).subjects.values()).map((event) => messageOf(event))
}

/** Events a second, when each is a batch of its own. */
async function rateAlone(functions: Functions): Promise<number> {
  const readership = newReadership(500)
  const { messages } = engagementMessages(readership, aloneCount, usual)
  await publish(functions.database, readership)
  const seconds = await timed(async () => {
    for (const message of messages) await take(functions, handler, [message])
  })
  return aloneCount / seconds
}

async function take(functions: Functions, worker: WorkerHandler, batch: readonly Message[]): Promise<void> {
  const refused = await deliver(functions, worker, batch)
  if (refused.length > 0) throw new Error(`${refused.length} of ${batch.length} events were refused`)
}

/** What all articles count together, where their days, and their places in lists, agree. */
async function countedIn(database: MongoDb): Promise<Document> {
  const total = (match: Document) => [
    { $match: match },
    { $group: { _id: null, ...Object.fromEntries(countNames.map((name) => [name, { $sum: `$counts.${name}` }])) } },
  ]
  const stored = database.collection(subjectOf('articles').collection.name)
  const [articles = {}] = await stored.aggregate(total({})).toArray()
  const misplaced = await stored.countDocuments({ $expr: { $ne: ['$popularity', '$counts.likes'] } })
  const [days = {}] = await database.collection(DailyCounts.name).aggregate(total({ subject: { $exists: true } })).toArray()
  return Object.fromEntries(countNames.map((name) => [name, misplaced === 0 && articles[name] === days[name] ? articles[name] : Number.NaN]))
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return (performance.now() - from) / 1000
}
