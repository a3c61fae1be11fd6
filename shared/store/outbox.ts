import { type Db as MongoDb, ObjectId } from 'mongodb'
import type { EventInstance } from '../contract/event.ts'
import { collection, objectId } from './collection.ts'

/** An event beside the write that caused it, until a consumer says that every queue has it. */
export interface OutboxEntry {
  readonly id: ObjectId
  readonly type: string
  readonly data: Record<string, unknown>
  readonly at: Date
  /** Workers whose queues get it, in order; the last one clears it. */
  readonly to: readonly string[]
  readonly request_id: string | null
  /** When the sweeper sends it again. */
  readonly due: Date
  readonly attempts: number
}

/** Where an event is kept. */
export interface OutboxSource {
  readonly collection: string
  readonly id: unknown
}

export interface PendingEvent {
  readonly entry: OutboxEntry
  readonly source: OutboxSource
}

/** Events of transactions: one tombstone for each transaction that emits. */
export const Outbox = collection('outbox', { _id: objectId }, { outbox: true, shard_key: { _id: 'hashed' } })

const firstDelayMs = 2_000
const longestDelayMs = 3_600_000

/** Event type → ids of the workers that get it; the one that clears it comes last. */
export type EventRoutes = Readonly<Record<string, readonly string[]>>

/**
 * An event as an outbox entry; `undefined` when no worker wants it. Throws when the function's routes do not know the
 * event, which means that its contract lacks it under `emits`.
 */
export function outboxEntry(event: EventInstance, routes: EventRoutes, now: Date, requestId: string | null): OutboxEntry | undefined {
  const to = routes[event.type]
  if (!to) throw new Error(`${event.type} is not among the events that this function declares under emits`)
  if (to.length === 0) return undefined
  const due = new Date(now.getTime() + firstDelayMs)
  return { id: new ObjectId(), type: event.type, data: event.encoded(), at: now, to, request_id: requestId, due, attempts: 0 }
}

/** Takes events out of the documents that carried them, and tombstones with the last one. */
export async function clearEvents(database: MongoDb, cleared: readonly { source: OutboxSource; id: ObjectId }[]): Promise<void> {
  const byCollection = Map.groupBy(cleared, ({ source }) => source.collection)
  await Promise.all(
    Array.from(byCollection, async ([name, events]) => {
      const documents = database.collection(name)
      const _id = { $in: events.map(({ source }) => source.id as ObjectId) }
      const ids = events.map(({ id }) => id)
      const pull = { $pull: { outbox: { id: { $in: ids } } } } as Record<string, unknown>
      await documents.updateMany({ _id }, pull)
      await documents.deleteMany({ _id, tombstone: true, outbox: { $size: 0 } })
    }),
  )
}

/**
 * Claims up to `limit` events of a collection that are overdue, and puts each one's next attempt off, four times as far
 * every time, to an hour at most. What it returns is the caller's to send.
 */
export async function claimOverdue(database: MongoDb, name: string, now: Date, limit: number): Promise<PendingEvent[]> {
  const documents = database.collection<{ _id: ObjectId; outbox: OutboxEntry[] }>(name)
  const found = await documents
    .find({ 'outbox.due': { $lt: now } }, { projection: { outbox: 1 }, limit, sort: { 'outbox.due': 1 } })
    .toArray()
  const claimed: PendingEvent[] = []
  for (const { _id, outbox } of found) {
    for (const entry of outbox.filter(({ due }) => due < now)) {
      const delay = Math.min(longestDelayMs, firstDelayMs * 4 ** (entry.attempts + 1))
      const { modifiedCount } = await documents.updateOne(
        { _id, outbox: { $elemMatch: { id: entry.id, due: entry.due } } },
        { $set: { 'outbox.$.due': new Date(now.getTime() + delay) }, $inc: { 'outbox.$.attempts': 1 } },
      )
      if (modifiedCount === 1) claimed.push({ entry, source: { collection: name, id: _id } })
    }
  }
  return claimed
}

/** Whether a collection carries events that were not yet cleared. */
export async function carriesEvents(database: MongoDb, name: string): Promise<boolean> {
  return (await database.collection(name).findOne({ 'outbox.due': { $exists: true } }, { projection: { _id: 1 } })) !== null
}
