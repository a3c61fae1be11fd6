import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Db as MongoDb, type Document, ObjectId } from 'mongodb'
import { articlePublished } from '../../functions/articles/contract.ts'
import { Follows, Mutes } from '../../functions/graph/model.ts'
import { articleFanOutContinued } from '../../functions/notifications/contract.ts'
import { handler } from '../../functions/notifications/fan-out-article.ts'
import { Inboxes, NotificationEntries, NotificationPreferences, Withdrawals } from '../../functions/notifications/model.ts'
import { newUser, Users } from '../../functions/profiles/public.ts'
import type { EventInstance } from '../../shared/contract/event.ts'
import { deliver, messageOf } from '../support/messages.ts'
import { type Functions, openFunctions } from '../support/own-functions.ts'
import type { StackAddresses } from '../support/process.ts'
import type { Measuring } from './parts.ts'
import type { Figure } from './report.ts'

const pageSize = 2000
const fewFollowers = 1000
const megabyte = 2 ** 20

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Telling followers of an article, against inserting the same entries and nothing else, page by page in turns. */
export async function measureFanOut(addresses: StackAddresses, { full }: Measuring): Promise<Figure[]> {
  const collections = [Follows, Mutes, Users, NotificationEntries, NotificationPreferences, Inboxes, Withdrawals]
  const routes = { EVENT_ROUTES: JSON.stringify({ 'article-fan-out.continued': [] }) }
  const [telling, raw] = [await openFunctions(addresses, collections, routes), await openFunctions(addresses, collections, routes)]
  const author_id = new ObjectId()
  const pages = full ? 50 : 10
  const seconds = { telling: 0, raw: 0 }
  try {
    const before = await memoryOfFew(telling)
    const memory: number[] = []
    const ends = await addFollowers(telling.database, author_id, pages)
    const entries = telling.database.collection(NotificationEntries.name)
    const events = pagesOf(author_id, ends)
    for (const event of events) {
      seconds.telling += await timed(() => deliver(telling, handler, [messageOf(event)]))
      const told = await entries.find().sort({ _id: -1 }).limit(pageSize).toArray()
      seconds.raw += await timed(() => insertAlike(raw.database, told))
      memory.push(liveMegabytes())
    }
    const missed = pages * pageSize - (await entries.countDocuments({ 'actors.user_id': author_id }))
    const most = Math.max(...memory)
    return [
      { name: 'fan-out: followers not told, or told twice', value: missed, unit: '', budget: { at: 'most', bound: 0 } },
      { name: 'fan-out: followers told', value: (pages * pageSize) / seconds.telling, unit: '/s' },
      { name: 'fan-out: over inserting the same', value: seconds.raw / seconds.telling, unit: '×', budget: { at: 'least', bound: 0.8 } },
      {
        name: 'fan-out: memory over that for 1,000 followers',
        value: most / before,
        unit: '×',
        budget: { at: 'most', bound: 1.2 },
        detail: `${(pages * pageSize).toLocaleString('en')} followers, ${most.toFixed(0)} MB`,
      },
    ]
  } finally {
    await telling.close()
    await raw.close()
  }
}

/** Megabytes that are in use once a thousand followers were told. */
async function memoryOfFew(functions: Functions): Promise<number> {
  const author_id = new ObjectId()
  await addFollowers(functions.database, author_id, 1, fewFollowers)
  for (const event of pagesOf(author_id, [])) await deliver(functions, handler, [messageOf(event)])
  return liveMegabytes()
}

/** Megabytes that are still in use after all garbage is collected. */
function liveMegabytes(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / megabyte
}

/** Adds people who follow the author, the latest first, and returns the last follow of each page. */
async function addFollowers(database: MongoDb, followee_id: ObjectId, pages: number, size = pageSize): Promise<Document[]> {
  const now = Date.now()
  const ends: Document[] = []
  for (let page = 0; page < pages; page += 1) {
    const people = Array.from({ length: size }, () => new ObjectId())
    const users = people.map((_id) => newUser({ _id, username: _id.toHexString(), email: `${_id.toHexString()}@example.org`, full_name: null }, new Date(now)))
    const follows = people.map((follower_id, index) => {
      const at = new Date(now - (page * pageSize + index + 1) * 1000)
      return { _id: new ObjectId(), follower_id, followee_id, status: 'accepted', at }
    })
    await database.collection(Users.name).insertMany(users.map((user) => ({ ...user })))
    await database.collection(Follows.name).insertMany(follows)
    ends.push(follows.at(-1) as Document)
  }
  return ends
}

function pagesOf(author_id: ObjectId, ends: readonly Document[]): EventInstance[] {
  const article = { article_id: new ObjectId(), author_id, published_at: new Date() }
  const first = articlePublished({ ...article, category_ids: [], tags: [], title: 'News', slug: 'news', is_first: true })
  const others = ends.slice(0, -1).map(({ _id, at }) => articleFanOutContinued({ ...article, after: { at: at as Date, follow_id: _id as ObjectId } }))
  return [first, ...others]
}

async function insertAlike(database: MongoDb, entries: readonly Document[]): Promise<void> {
  await database.collection(NotificationEntries.name).insertMany([...entries], { ordered: false, writeConcern: { w: 'majority' } })
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return (performance.now() - from) / 1000
}
