import { type AnyBulkWriteOperation, type Db as MongoDb, type Document, ObjectId } from 'mongodb'
import { actsOf, type CountedEvent } from '../../functions/analytics/counting.ts'
import { type Gathered, gather } from '../../functions/analytics/gather.ts'
import type { Message } from '../support/messages.ts'

/** What the workers write for a batch, in bulk and no more: no transaction, no look at what was counted before, no checks. */
export async function writeRawIncrements(database: MongoDb, messages: readonly Message[]): Promise<void> {
  const { subjects, days } = gather(messages.flatMap(({ body }) => actsOf(readByHand(body))), new Date(0))
  const ofDays = Array.from(days.values())
  await write(database, 'articles', Array.from(subjects.values(), ({ id, sums }) => increment({ _id: id }, articleFields(sums))))
  await write(database, 'daily_counts', ofDays.filter(({ source }) => source === undefined).map(incrementDay))
  await write(database, 'daily_referrers', ofDays.filter(({ source }) => source !== undefined).map(incrementDay))
}

function articleFields(sums: ReadonlyMap<string, number>): Record<string, number> {
  const likes = sums.get('likes') ?? 0
  return { ...fields('counts', sums), ...(likes !== 0 && { popularity: likes }) }
}

function incrementDay({ _id, day, quarters, subject, owner_id, source }: Gathered['days'] extends Map<string, infer Day> ? Day : never) {
  const total = new Map<string, number>()
  for (const sums of quarters.values()) for (const [name, by] of sums) total.set(name, (total.get(name) ?? 0) + by)
  const parts = Array.from(quarters, ([quarter, sums]) => fields(`quarters.${quarter}`, sums))
  const is_folded = false
  const first = source === undefined ? { day, is_folded, ...(subject && { subject, owner_id }) } : { day, is_folded, source }
  return increment({ _id }, Object.assign(fields('counts', total), ...parts) as Record<string, number>, first)
}

function increment(filter: Document, by: Record<string, number>, first?: Document): AnyBulkWriteOperation {
  return { updateOne: { filter, update: { $inc: by, ...(first && { $setOnInsert: first }) }, upsert: first !== undefined } }
}

function fields(prefix: string, sums: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries(Array.from(sums, ([name, by]) => [`${prefix}.${name}`, by]))
}

async function write(database: MongoDb, collection: string, operations: AnyBulkWriteOperation[]): Promise<void> {
  await database.collection(collection).bulkWrite(operations, { ordered: false, writeConcern: { w: 'majority' } })
}

/** A message as someone in a hurry reads it. */
export function readByHand(body: string): CountedEvent {
  const { data, ...envelope } = JSON.parse(body) as { data: Record<string, unknown>; at: string }
  for (const [name, value] of Object.entries(data)) {
    if (typeof value !== 'string') continue
    if (name.endsWith('_id')) data[name] = new ObjectId(value)
    else if (name.endsWith('_at')) data[name] = new Date(value)
  }
  return { ...envelope, data, at: new Date(envelope.at) } as never
}
