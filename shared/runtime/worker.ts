import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { type MongoClient, type Db as MongoDb, ObjectId } from 'mongodb'
import * as z from 'zod'
import type { AnyEvent, Delivered } from '../contract/event.ts'
import type { AnyWorker, WorkerContract } from '../contract/worker.ts'
import { collection, date } from '../store/collection.ts'
import { createDb, type Db } from '../store/database.ts'
import { clearEvents, type OutboxSource, type PendingEvent } from '../store/outbox.ts'
import { connector, eventRoutes } from './connection.ts'
import { prepareSending, sendEvents } from './event-sender.ts'
import { inTurn } from './leases.ts'
import { describeError, logger } from './logger.ts'
import { transactionally } from './transactional.ts'

/** Events that a worker has dealt with, committed together with their effect. */
export const ProcessedEvents = collection(
  'processed_events',
  { _id: z.string(), at: date },
  {
    indexes: [{ key: { at: 1 }, expire_after_seconds: 14 * 24 * 3600, serves: 'expiry, after the longest time that a queue keeps a message' }],
    shard_key: { _id: 'hashed' },
  },
)

type EventOf<Contract extends AnyWorker> = Contract extends WorkerContract<infer Events> ? Delivered<Events[number]> : never

interface WorkerContext {
  readonly db: Db
  readonly now: Date
  newId(): ObjectId
}

/** What a worker gets for one event. */
export interface EventContext<Contract extends AnyWorker> extends WorkerContext {
  readonly event: EventOf<Contract>
}

/** What a worker gets for a whole batch, in the order of the queue, each event once. */
export interface BatchContext<Contract extends AnyWorker> extends WorkerContext {
  readonly events: readonly EventOf<Contract>[]
}

export type WorkerHandler = (event: SQSEvent) => Promise<SQSBatchResponse>

interface Message {
  readonly id: string
  readonly type: string
  readonly data: unknown
  readonly at: Date
  readonly request_id: string | null
  readonly source?: OutboxSource | undefined
}

const connect = connector(20_000)

const Envelope = z.object({
  id: z.string().regex(/^[0-9a-f]{24}$/),
  type: z.string(),
  data: z.unknown(),
  at: z.iso.datetime().transform((text) => new Date(text)),
  request_id: z.string().nullable(),
  source: z.object({ collection: z.string(), id: z.string().transform((hex) => new ObjectId(hex)) }).optional(),
})

/**
 * A worker that takes its events one by one. Its writes must come out the same when an event is delivered again, which
 * deterministic ids and conditional writes give it. A failing event is delivered again alone.
 */
export function eachEvent<const Contract extends AnyWorker>(
  contract: Contract,
  work: (context: EventContext<Contract>) => Promise<void>,
): WorkerHandler {
  const decode = decoder(contract)
  return async (sqsEvent) => {
    const { database } = await connect()
    const processor = new BatchProcessor(EventType.SQS)
    const handle = async (record: SQSRecord) => {
      const message = decode(record)
      await withDb(database, message.request_id, (db, now) => work({ event: message as never, db, now, newId: () => new ObjectId() }))
    }
    const [response] = await Promise.all([
      processPartialResponse(sqsEvent, reporting(contract, handle), processor, { throwOnFullBatchFailure: false }),
      clear(database, sqsEvent.Records.flatMap((record) => attempt(() => decode(record)) ?? [])),
    ])
    return response
  }
}

/**
 * A worker that takes whole batches, in one transaction with the ids of their events, so that each event takes effect
 * once, however often it is delivered. When a batch fails its halves are tried, and theirs, so that only the faulty
 * events are delivered again.
 */
export function eventBatch<const Contract extends AnyWorker>(
  contract: Contract,
  work: (context: BatchContext<Contract>) => Promise<void>,
): WorkerHandler {
  const decode = decoder(contract)
  return async (sqsEvent) => {
    const { client, database } = await connect()
    const take = (messages: Message[]) => takeOnce(contract, { client, database }, messages, work as BatchWork)
    const decoded = new Map(sqsEvent.Records.map((record) => [record.messageId, attempt(() => decode(record))]))
    const good = Array.from(decoded.values()).filter((message) => message !== undefined)
    const takeAll = async () => {
      const refused = new Set<Message | undefined>([undefined, ...(await refusedOf(take, good))])
      const faulty = { Records: sqsEvent.Records.filter(({ messageId }) => refused.has(decoded.get(messageId))) }
      if (faulty.Records.length === 0) return { batchItemFailures: [] }
      const one = reporting(contract, (record) => take([decode(record)]))
      const options = { throwOnFullBatchFailure: false, processInParallel: false }
      return processPartialResponse(faulty, one, new BatchProcessor(EventType.SQS), options)
    }
    const aside = createDb({ database, now: new Date(), routes: {}, request_id: null, pending: [] })
    const response = await (contract.takes_turns ? inTurn(aside, contract.id, takeAll) : takeAll())
    // What will be tried again stays in its outbox, so that a recount can tell what is still under way.
    const failed = new Set(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
    const settled = sqsEvent.Records.filter((record) => !failed.has(record.messageId) || isLastDelivery(contract, record))
    await clear(database, settled.flatMap(({ messageId }) => decoded.get(messageId) ?? []))
    return response
  }
}

type BatchWork = (context: WorkerContext & { events: readonly Message[] }) => Promise<void>

/** Takes messages in as few parts as will go, and returns those that are refused even alone. */
async function refusedOf(take: (messages: Message[]) => Promise<void>, messages: Message[]): Promise<Message[]> {
  if (messages.length === 0 || (await succeeds(take(messages)))) return []
  if (messages.length === 1) return messages
  const middle = Math.ceil(messages.length / 2)
  return [...(await refusedOf(take, messages.slice(0, middle))), ...(await refusedOf(take, messages.slice(middle)))]
}

async function takeOnce(
  contract: AnyWorker,
  { client, database }: { client: MongoClient; database: MongoDb },
  messages: readonly Message[],
  work: BatchWork,
): Promise<void> {
  const distinct = Array.from(new Map(messages.map((message) => [message.id, message])).values())
  const now = new Date()
  const pending: PendingEvent[] = []
  const scope = { database, now, routes: eventRoutes(), request_id: distinct[0]?.request_id ?? null, pending }
  await transactionally(client, scope, async (db) => {
    const seen = await processedAmong(db, contract, distinct.map(({ id }) => id))
    const fresh = distinct.filter(({ id }) => !seen.has(id))
    if (fresh.length === 0) return
    await db.bulk(ProcessedEvents, fresh.map(({ id }) => ({ insertOne: { document: { _id: processedKey(contract, id), at: now } } })))
    await work({ events: fresh, db, now, newId: () => new ObjectId() })
  })
  await sendEvents(pending)
}

/** Those of these events, by id, that a batch worker has dealt with. */
export async function processedAmong(db: Db, worker: AnyWorker, ids: readonly string[]): Promise<Set<string>> {
  const done = await db.find(ProcessedEvents, { _id: { $in: ids.map((id) => processedKey(worker, id)) } }, { fields: { _id: 1 } })
  return new Set(done.map(({ _id }) => _id.slice(worker.id.length + 1)))
}

function processedKey(worker: AnyWorker, eventId: string): string {
  return `${worker.id}:${eventId}`
}

/** Whether a message goes to the dead-letter queue when it fails this time. */
export function isLastDelivery({ max_receives = 5 }: AnyWorker, { attributes }: SQSRecord): boolean {
  return Number(attributes.ApproximateReceiveCount) >= max_receives
}

/** Runs `work` with a store whose events are sent when it ends, also where it fails. */
export async function withDb(database: MongoDb, request_id: string | null, work: (db: Db, now: Date) => Promise<void>): Promise<void> {
  const pending: PendingEvent[] = []
  const now = new Date()
  try {
    await work(createDb({ database, now, routes: eventRoutes(), request_id, pending }), now)
  } finally {
    await sendEvents(pending)
  }
}

function decoder(contract: AnyWorker): (record: SQSRecord) => Message {
  prepareSending(contract)
  const contracts = new Map(contract.on.map((event: AnyEvent) => [event.type, event]))
  return ({ body }) => {
    const envelope = Envelope.parse(JSON.parse(body))
    const known = contracts.get(envelope.type)
    if (!known) throw new Error(`${contract.id} does not know the event ${envelope.type}`)
    return { ...envelope, data: known.data.parse(envelope.data) }
  }
}

/** Takes received events out of their outboxes: that they came means that every queue has them. */
async function clear(database: MongoDb, messages: readonly Message[]): Promise<void> {
  const cleared = messages.flatMap(({ id, source }) => (source ? [{ source, id: new ObjectId(id) }] : []))
  if (cleared.length > 0) await clearEvents(database, cleared)
}

/** Logs what fails, and lets it fail. */
export function reporting(contract: AnyWorker, handle: (record: SQSRecord) => Promise<void>) {
  return async (record: SQSRecord): Promise<void> => {
    try {
      await handle(record)
    } catch (error) {
      const receives = Number(record.attributes.ApproximateReceiveCount)
      logger.error('event.failed', { function: contract.id, message_id: record.messageId, receives, error: describeError(error) })
      throw error
    }
  }
}

async function succeeds(work: Promise<void>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  )
}

function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
