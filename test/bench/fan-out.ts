import { randomBytes } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Db as MongoDb, type Document, ObjectId } from 'mongodb'
import { articlePublished } from '../../functions/articles/contract.ts'
import { Follows, Mutes } from '../../functions/graph/model.ts'
import { handler } from '../../functions/notifications/fan-out-article.ts'
import { FanOutLanes, NotificationEntries, NotificationPreferences, Withdrawals } from '../../functions/notifications/model.ts'
import { newUser, Users } from '../../functions/profiles/public.ts'
import { deliver, type Message, messageOf } from '../support/messages.ts'
import { openFunctions } from '../support/own-functions.ts'
import type { StackAddresses } from '../support/process.ts'
import { median } from './measure.ts'
import type { Measuring } from './parts.ts'
import { openQueue } from './queue.ts'
import type { Figure } from './report.ts'

const fewFollowers = 1000
const articles = 6
const rawPageSize = 2000
const sampleMs = 10
const megabyte = 2 ** 20

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/**
 * Telling followers of an article, against inserting the same entries and nothing else. Both take turns; messages that wait
 * are taken at the same time, as by several functions. Memory is that of one function, which takes one after another.
 */
export async function measureFanOut(addresses: StackAddresses, { full }: Measuring): Promise<Figure[]> {
  const collections = [Follows, Mutes, Users, NotificationEntries, NotificationPreferences, FanOutLanes, Withdrawals]
  const routes = { EVENT_ROUTES: JSON.stringify({ 'article-fan-out.continued': ['fan-out-article'] }) }
  const queue = await openQueue()
  const telling = await openFunctions(addresses, collections, routes)
  const plain = await openFunctions(addresses, collections, routes)
  const followers = full ? 100_000 : 20_000
  try {
    const [few, many] = [await addAuthor(telling.database, fewFollowers), await addAuthor(telling.database, followers)]
    const entries = telling.database.collection(NotificationEntries.name)
    const take = (message: Message) => deliver(telling, handler, [message])
    const oneByOne = async (messages: readonly Message[]) => {
      for (const message of messages) await take(message)
    }
    const tell = async (author_id: ObjectId, takeAll = oneByOne) => {
      for (let waiting = [publicationBy(author_id)]; waiting.length > 0; waiting = queue.take()) await takeAll(waiting)
    }
    // What is in use while they are told depends on what was loaded before.
    await tell(many)
    const least = await mostMegabytes(async () => {
      for (let article = 0; article < 20; article += 1) await tell(few)
    })
    const most = await mostMegabytes(() => tell(many))
    const rounds: { readonly telling: number; readonly raw: number }[] = []
    for (let article = 0; article < articles; article += 1) {
      const seconds = { telling: 0, raw: 0 }
      await tell(many, async (messages) => {
        const before = await entries.estimatedDocumentCount()
        seconds.telling += await timed(() => Promise.all(messages.map(take)))
        const count = (await entries.estimatedDocumentCount()) - before
        const told = count > 0 ? await entries.find().sort({ _id: -1 }).limit(count).toArray() : []
        seconds.raw += await timed(() => insertAlike(plain.database, told.toReversed()))
      })
      // The first article is for warming up.
      if (article > 0) rounds.push(seconds)
    }
    const missed = (articles + 2) * followers - (await entries.countDocuments({ 'actors.user_id': many }))
    return [
      { name: 'fan-out: followers not told, or told twice', value: missed, unit: '', budget: { at: 'most', bound: 0 } },
      { name: 'fan-out: followers told', value: followers / median(rounds.map(({ telling }) => telling)), unit: '/s' },
      {
        name: 'fan-out: over inserting the same',
        value: median(rounds.map(({ telling, raw }) => raw / telling)),
        unit: '×',
        budget: { at: 'least', bound: 0.8 },
      },
      {
        name: 'fan-out: memory over that for 1,000 followers',
        value: most / least,
        unit: '×',
        budget: { at: 'most', bound: 1.2 },
        detail: `${followers.toLocaleString('en')} followers, ${most.toFixed(0)} MB`,
      },
    ]
  } finally {
    await telling.close()
    await plain.close()
    queue.close()
  }
}

function publicationBy(author_id: ObjectId): Message {
  const article = { article_id: new ObjectId(), author_id, published_at: new Date(), category_ids: [], tags: [] }
  return messageOf(articlePublished({ ...article, title: 'News', slug: 'news', is_first: true }))
}

/** The most megabytes that are in use, beside garbage, while something is done. */
async function mostMegabytes(work: () => Promise<void>): Promise<number> {
  const samples: number[] = []
  const sampling = setInterval(() => samples.push(liveMegabytes()), sampleMs)
  try {
    await work()
  } finally {
    clearInterval(sampling)
  }
  return Math.max(...samples)
}

function liveMegabytes(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / megabyte
}

/** An author whom so many people follow, in another order than that in which they came. */
async function addAuthor(database: MongoDb, followers: number): Promise<ObjectId> {
  const followee_id = new ObjectId()
  const now = Date.now()
  for (let added = 0; added < followers; added += fewFollowers) {
    const people = Array.from({ length: fewFollowers }, () => new ObjectId(randomBytes(12)))
    const users = people.map((_id) => {
      const name = _id.toHexString()
      return newUser({ _id, username: name, email: `${name}@example.org`, full_name: null }, new Date(now))
    })
    const follows = people.map((follower_id, index) => {
      const at = new Date(now - (added + index + 1) * 1000)
      return { _id: new ObjectId(), follower_id, followee_id, status: 'accepted', at }
    })
    await database.collection(Users.name).insertMany(users.map((user) => ({ ...user })))
    await database.collection(Follows.name).insertMany(follows)
  }
  return followee_id
}

async function insertAlike(database: MongoDb, entries: readonly Document[]): Promise<void> {
  for (let from = 0; from < entries.length; from += rawPageSize) {
    const page = entries.slice(from, from + rawPageSize)
    await database.collection(NotificationEntries.name).insertMany(page, { ordered: false, writeConcern: { w: 'majority' } })
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return (performance.now() - from) / 1000
}
