import type { Db as MongoDb, Document } from 'mongodb'
import { countEngagement } from '../../functions/analytics/contract.ts'
import { handler } from '../../functions/analytics/count-engagement.ts'
import { DailyCounts, DailyReferrers } from '../../functions/analytics/model.ts'
import { newUser, Users } from '../../functions/profiles/public.ts'
import { subjectOf } from '../../functions/subjects.ts'
import { countNames } from '../../shared/subjects.ts'
import { deliver, type Message } from '../functions/analytics/deliver.ts'
import { type Functions, openFunctions } from '../support/own-functions.ts'
import type { StackAddresses } from '../support/process.ts'
import { engagementMessages, newReadership, type Readership } from './engagement-events.ts'
import type { Measuring } from './parts.ts'
import { writeRawIncrements } from './raw-increments.ts'
import type { Figure } from './report.ts'

const aloneCount = 300

/** The worker that counts, against the same increments written without any care, and against a transaction for each event. */
export async function measureAnalytics(addresses: StackAddresses, { full }: Measuring): Promise<Figure[]> {
  const readership = newReadership()
  const { messages, sums } = engagementMessages(readership, full ? 1_000_000 : 100_000)
  const collections = [subjectOf('articles').collection, DailyCounts, DailyReferrers, Users]
  // One after the other, because a client that is shared ends with the first.
  const [counting, raw, alone] = [
    await openFunctions(addresses, collections),
    await openFunctions(addresses, collections),
    await openFunctions(addresses, collections),
  ]
  try {
    for (const { database } of [counting, raw, alone]) await publish(database, readership)
    const size = countEngagement.batch?.size ?? 10
    const seconds = { counting: 0, raw: 0 }
    for (let at = 0; at < messages.length; at += size) {
      const batch = messages.slice(at, at + size)
      const turns = [
        async () => (seconds.counting += await timed(() => count(counting, batch))),
        async () => (seconds.raw += await timed(() => writeRawIncrements(raw.database, batch))),
      ]
      for (const turn of (at / size) % 2 === 0 ? turns : turns.toReversed()) await turn()
    }
    const one = await timed(async () => {
      for (const message of messages.slice(0, aloneCount)) await count(alone, [message])
    })
    const counted = await countedIn(counting.database)
    const rate = messages.length / seconds.counting
    return [
      {
        name: 'analytics: counts that differ from what was sent',
        value: countNames.filter((name) => counted[name] !== (sums[name] ?? 0)).length,
        unit: '',
        budget: { at: 'most', bound: 0 },
        detail: `${messages.length.toLocaleString('en')} events, one in twenty of them twice`,
      },
      { name: 'analytics: events counted', value: rate, unit: '/s' },
      { name: 'analytics: over raw increments', value: seconds.raw / seconds.counting, unit: '×', budget: { at: 'least', bound: 0.7 } },
      { name: 'analytics: over a transaction for each', value: rate / (aloneCount / one), unit: '×', budget: { at: 'least', bound: 10 } },
    ]
  } finally {
    for (const functions of [counting, raw, alone]) await functions.close()
  }
}

async function count(functions: Functions, batch: readonly Message[]): Promise<void> {
  const refused = await deliver(functions, handler, batch)
  if (refused.length > 0) throw new Error(`${refused.length} of ${batch.length} events were refused`)
}

async function publish(database: MongoDb, { authors, articles }: Readership): Promise<void> {
  const now = new Date()
  const users = authors.map((_id) => ({ ...newUser({ _id, username: _id.toHexString(), email: `${_id.toHexString()}@example.org`, full_name: null }, now) }))
  await database.collection(Users.name).insertMany(users)
  await database.collection(subjectOf('articles').collection.name).insertMany(articles.map((article) => published(article, now)))
}

function published({ id, owner_id }: Readership['articles'][number], now: Date): Document {
  const content = 'Something to read. '.repeat(200)
  return {
    _id: id,
    author_id: owner_id,
    slug: id.toHexString(),
    title: 'Something to read',
    content,
    content_html: `<p>${content}</p>`,
    excerpt: null,
    size: 2 * content.length,
    search_terms: ['something', 'read'],
    category_ids: [],
    tags: [],
    featured_media_id: null,
    canonical_url: null,
    status: 'published',
    revision: 1,
    revisions: 1,
    scheduled_revision: null,
    scheduled_at: null,
    published_at: now,
    was_published: true,
    counts: Object.fromEntries(countNames.map((name) => [name, 0])),
    created_at: now,
    updated_at: now,
  }
}

/** What all articles count together, and what their days do, where they agree. */
async function countedIn(database: MongoDb): Promise<Document> {
  const total = (match: Document) => [
    { $match: match },
    { $group: { _id: null, ...Object.fromEntries(countNames.map((name) => [name, { $sum: `$counts.${name}` }])) } },
  ]
  const [articles = {}] = await database.collection(subjectOf('articles').collection.name).aggregate(total({})).toArray()
  const [days = {}] = await database.collection(DailyCounts.name).aggregate(total({ subject: { $exists: true } })).toArray()
  return Object.fromEntries(countNames.map((name) => [name, articles[name] === days[name] ? articles[name] : Number.NaN]))
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return (performance.now() - from) / 1000
}
