import { type Db as MongoDb, MongoClient, ObjectId } from 'mongodb'
import { type Entry, Inboxes, NotificationEntries } from '../../functions/notifications/model.ts'
import type { StackAddresses } from '../support/process.ts'
import { type Member, registerMembers } from './community.ts'
import type { LoadCall } from './load.ts'
import { startLoadGenerator } from './load-generator.ts'
import { quantile } from './measure.ts'
import type { Measuring } from './parts.ts'
import type { Figure } from './report.ts'

const callers = 4
const rounds = 10
const callsOfEach = 40
const pageSize = 10_000

/** Asking how many notifications are unread with very many of them, half read and a tenth fanned out, over having none. */
export async function measureUnreadCount({ api_url, mongodb_uri }: StackAddresses, { full }: Measuring): Promise<Figure[]> {
  const total = full ? 1_000_000 : 100_000
  const [busy, idle] = (await registerMembers(api_url, 2)) as [Member, Member]
  const client = await new MongoClient(mongodb_uri).connect()
  await addEntries(client.db('atrium'), new ObjectId(busy.id), total)
  await client.close()
  const load = startLoadGenerator()
  try {
    const taken = { busy: [] as number[], idle: [] as number[] }
    for (let round = 0; round < rounds; round += 1) {
      taken.busy.push(...(await load.run(callsOf(api_url, busy), callers)).milliseconds)
      taken.idle.push(...(await load.run(callsOf(api_url, idle), callers)).milliseconds)
    }
    const [p99, without] = [quantile(taken.busy, 0.99), quantile(taken.idle, 0.99)]
    const detail = `${total.toLocaleString('en')} notifications; ${without.toFixed(1)} ms without any`
    return [{ name: 'unread count: p99', value: p99, unit: 'ms', detail }]
  } finally {
    load.stop()
  }
}

function callsOf(origin: string, { token }: Member): LoadCall[] {
  return Array.from({ length: callsOfEach }, () => ({ method: 'GET', url: `${origin}/v1/notifications/unread-count`, token }))
}

async function addEntries(database: MongoDb, recipient_id: ObjectId, total: number): Promise<void> {
  const begin = Date.now() - total * 1000
  for (let from = 0; from < total; from += pageSize) {
    const page = Array.from({ length: pageSize }, (_, index) => entry(recipient_id, from + index, new Date(begin + (from + index) * 1000)))
    await database.collection<Entry>(NotificationEntries.name).insertMany(page, { ordered: false })
  }
  const unread_count = await database.collection<Entry>(NotificationEntries.name).countDocuments({ recipient_id, is_read: false, type: 'like' })
  await database
    .collection(Inboxes.name)
    .updateOne({ _id: recipient_id }, { $set: { unread_count, revision: 1, read_up_to: null, is_settled: true } }, { upsert: true })
}

function entry(recipient_id: ObjectId, index: number, at: Date): Entry {
  const subject_id = new ObjectId()
  const is_read = index % 2 === 0
  return {
    _id: new ObjectId(),
    recipient_id,
    type: index % 10 === 1 ? 'article_published' : 'like',
    subject_type: 'articles',
    subject_id,
    root_type: 'articles',
    root_id: subject_id,
    notice: null,
    is_listed: true,
    actors: [{ user_id: new ObjectId(), at, post_id: null, comment_id: null }],
    actors_count: 1,
    is_read,
    read_at: is_read ? at : null,
    created_at: at,
    updated_at: at,
  }
}
