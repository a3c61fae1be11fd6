import type { SQSEvent, SQSRecord } from 'aws-lambda'
import * as z from 'zod'
import { functionNameIn, type LambdaFunction } from './lambda.ts'
import type { Queue, ReceivedMessage } from './queues.ts'
import { md5, systemAttributes } from './queues-endpoint.ts'
import type { Cloud } from './template.ts'

/** Brings the messages of one queue to its function, as an event source mapping does. */
export interface EventSource {
  readonly queue: Queue
  readonly lambda: LambdaFunction
  /** Starts polling, until `stop`. */
  start(): void
  /** Delivers a batch that is being gathered as it is, without the rest of its window. */
  hurry(): void
  /** Takes no more messages, and ends when those taken are dealt with. */
  stop(): Promise<void>
}

const properties = {
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.boolean().default(true),
  BatchSize: z.number().default(10),
  MaximumBatchingWindowInSeconds: z.number().default(0),
  FunctionResponseTypes: z.array(z.string()).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: z.number() }).optional(),
  FilterCriteria: z.undefined({ error: 'filters are not offered by the local stack' }),
}

const unlimitedConcurrency = 10
// SQS would wait for the visibility timeout, which is minutes: too long for whoever works on a function that fails. A
// dependency that is gone for some seconds should not fill dead-letter queues either.
const firstBackoffSeconds = 0.2
const longestBackoffSeconds = 60

/** The event source mappings of the templates. Throws for one without its queue or function. */
export function eventSources(
  cloud: Cloud,
  queues: ReadonlyMap<string, Queue>,
  functions: ReadonlyMap<string, LambdaFunction>,
): EventSource[] {
  const byArn = new Map(Array.from(queues.values(), (queue) => [queue.arn, queue]))
  return cloud.ofType('AWS::Lambda::EventSourceMapping').flatMap((resource) => {
    const mapping = resource.read(properties)
    const queue = byArn.get(mapping.EventSourceArn)
    const lambda = functions.get(functionNameIn(mapping.FunctionName))
    if (!queue) throw new Error(`${resource.logicalId} reads ${mapping.EventSourceArn}, which is not a queue of the templates`)
    if (!lambda) throw new Error(`${resource.logicalId} feeds ${mapping.FunctionName}, which is not a function of the templates`)
    if (!mapping.Enabled) return []
    const source = createEventSource({
      queue,
      lambda,
      batchSize: mapping.BatchSize,
      windowMs: mapping.MaximumBatchingWindowInSeconds * 1000,
      concurrency: mapping.ScalingConfig?.MaximumConcurrency ?? unlimitedConcurrency,
      reportsFailures: mapping.FunctionResponseTypes.includes('ReportBatchItemFailures'),
    })
    return [source]
  })
}

interface SourceOptions {
  readonly queue: Queue
  readonly lambda: LambdaFunction
  readonly batchSize: number
  readonly windowMs: number
  readonly concurrency: number
  readonly reportsFailures: boolean
}

function createEventSource(options: SourceOptions): EventSource {
  const { queue, lambda, concurrency } = options
  const stopping = new AbortController()
  let waiting = new AbortController()
  const running = new Set<Promise<void>>()
  let polling: Promise<void> | undefined

  const poll = async () => {
    while (!stopping.signal.aborted) {
      if (running.size >= concurrency) {
        await Promise.race(running)
        continue
      }
      await queue.visible(stopping.signal)
      if (stopping.signal.aborted) return
      const batch = await gather(options, AbortSignal.any([stopping.signal, waiting.signal]))
      if (batch.length === 0) continue
      const work = deliver(options, batch).finally(() => running.delete(work))
      running.add(work)
    }
  }

  return {
    queue,
    lambda,
    start() {
      polling ??= poll()
    },
    hurry() {
      waiting.abort()
      waiting = new AbortController()
    },
    async stop() {
      stopping.abort()
      await polling
      await Promise.all(running)
    },
  }
}

/** The first messages at once, and the rest of a batch for as long as its window is open and nobody is in a hurry. */
async function gather({ queue, batchSize, windowMs }: SourceOptions, hurried: AbortSignal): Promise<ReceivedMessage[]> {
  const batch = queue.receive(batchSize)
  if (windowMs === 0 || batch.length === 0) return batch
  const closed = AbortSignal.any([hurried, AbortSignal.timeout(windowMs)])
  while (batch.length < batchSize && !closed.aborted) {
    await queue.visible(closed)
    batch.push(...queue.receive(batchSize - batch.length))
  }
  return batch
}

async function deliver({ queue, lambda, reportsFailures }: SourceOptions, batch: readonly ReceivedMessage[]): Promise<void> {
  const failures = await lambda.invoke(sqsEvent(queue, batch)).then(
    (answer) => (reportsFailures ? failedIn(answer, batch) : new Set<string>()),
    () => new Set(batch.map(({ id }) => id)),
  )
  queue.remove(batch.filter(({ id }) => !failures.has(id)).map(({ receipt }) => receipt))
  for (const { id, receipt, receives } of batch) {
    // A dead letter has nothing to wait for: the next receive puts it where it belongs.
    const isLast = receives >= (queue.maxReceives ?? Infinity)
    if (failures.has(id)) queue.changeVisibility(receipt, isLast ? 0 : backoffSeconds(receives))
  }
}

const partialFailure = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() })
  .nullish()

/**
 * As Lambda reads an answer: nothing reported is success; what it cannot read, or an id that was not sent, fails the whole
 * batch.
 */
function failedIn(answer: unknown, batch: readonly ReceivedMessage[]): Set<string> {
  const all = new Set(batch.map(({ id }) => id))
  const parsed = partialFailure.safeParse(answer)
  if (!parsed.success) return all
  const failed = (parsed.data?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier)
  return failed.every((id) => all.has(id)) ? new Set(failed) : all
}

function backoffSeconds(receives: number): number {
  return Math.min(longestBackoffSeconds, firstBackoffSeconds * 3 ** (receives - 1))
}

function sqsEvent(queue: Queue, batch: readonly ReceivedMessage[]): SQSEvent {
  return { Records: batch.map((message) => sqsRecord(queue, message)) }
}

function sqsRecord(queue: Queue, message: ReceivedMessage): SQSRecord {
  const attributes = Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => {
    const value = {
      stringValue: StringValue,
      binaryValue: BinaryValue,
      stringListValues: [],
      binaryListValues: [],
      dataType: DataType,
    }
    return [name, value] as const
  })
  return {
    messageId: message.id,
    receiptHandle: message.receipt,
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(attributes),
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: process.env.AWS_REGION ?? 'local',
  }
}
