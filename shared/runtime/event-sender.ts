import type { SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs'
import * as z from 'zod'
import type { AnyEvent } from '../contract/event.ts'
import type { PendingEvent } from '../store/outbox.ts'
import { configuration } from './environment.ts'
import { describeError, logger } from './logger.ts'

const settings = configuration({ QUEUE_URL_PREFIX: z.string() })

const batchSize = 10
// SQS takes 1 MiB in a batch; events are small, so the margin only guards against a surprise.
const batchBytes = 900_000

interface Waiting {
  readonly body: string
  readonly accepted: (accepted: boolean) => void
}

// Messages to one queue that arrive while a batch is under way go together in the next one.
const queues = new Map<string, Waiting[]>()
let sqs: Promise<Sqs> | undefined

type Sqs = Awaited<ReturnType<typeof openSqs>>

/**
 * Sends events to the queues of their workers. The queue of the worker that clears an event comes last, and only after
 * all others have accepted it. What could not be sent stays in its outbox, and the sweeper sends it later; so this never
 * throws.
 */
export async function sendEvents(pending: readonly PendingEvent[]): Promise<void> {
  await Promise.all(pending.map(sendEvent))
}

async function sendEvent({ entry, source }: PendingEvent): Promise<void> {
  const { id, type, data, at, request_id, to } = entry
  const message = { id: id.toHexString(), type, data, at, request_id }
  const clearing = to.at(-1)
  const others = await Promise.all(to.slice(0, -1).map((worker) => enqueue(worker, JSON.stringify(message))))
  if (clearing && others.every(Boolean)) {
    await enqueue(clearing, JSON.stringify({ ...message, source: { collection: source.collection, id: String(source.id) } }))
  }
}

function enqueue(worker: string, body: string): Promise<boolean> {
  const url = settings().QUEUE_URL_PREFIX + worker
  return new Promise((accepted) => {
    const waiting = queues.get(url)
    if (waiting) {
      waiting.push({ body, accepted })
      return
    }
    queues.set(url, [{ body, accepted }])
    void drain(url)
  })
}

async function drain(url: string): Promise<void> {
  // One turn of the event loop gathers what the same invocation sends.
  await Promise.resolve()
  const waiting = queues.get(url) ?? []
  while (waiting.length > 0) {
    await sendBatch(url, nextBatch(waiting))
  }
  queues.delete(url)
}

function nextBatch(waiting: Waiting[]): Waiting[] {
  let bytes = 0
  let size = 0
  for (const { body } of waiting.slice(0, batchSize)) {
    bytes += Buffer.byteLength(body)
    if (size > 0 && bytes > batchBytes) break
    size += 1
  }
  return waiting.splice(0, size)
}

async function sendBatch(url: string, batch: Waiting[]): Promise<void> {
  const entries: SendMessageBatchRequestEntry[] = batch.map(({ body }, index) => ({ Id: String(index), MessageBody: body }))
  try {
    const { client, SendMessageBatchCommand } = await (sqs ??= openSqs())
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }))
    const refused = new Set(Failed.map(({ Id }) => Id))
    if (refused.size > 0) logger.warn('events.not_sent', { queue: url, count: refused.size })
    batch.forEach(({ accepted }, index) => accepted(!refused.has(String(index))))
  } catch (error) {
    logger.warn('events.not_sent', { queue: url, count: batch.length, error: describeError(error) })
    for (const { accepted } of batch) accepted(false)
  }
}

/** Loads the queue client while the container of a function that emits starts. Other functions never load it. */
export function prepareSending({ emits = [] }: { emits?: readonly AnyEvent[] }): void {
  if (process.env.AWS_LAMBDA_INITIALIZATION_TYPE && emits.length > 0) sqs ??= openSqs()
}

async function openSqs() {
  const { SendMessageBatchCommand, SQSClient } = await import('@aws-sdk/client-sqs')
  return { client: new SQSClient({ useQueueUrlAsEndpoint: false, maxAttempts: 2 }), SendMessageBatchCommand }
}
