import type { SQSEvent } from 'aws-lambda'
import { ObjectId } from 'mongodb'
import type { EventInstance } from '../../shared/contract/event.ts'
import type { WorkerHandler } from '../../shared/runtime/worker.ts'
import type { Functions } from './own-functions.ts'

/** A message as a queue keeps it: the same one, however often it is delivered. */
export interface Message {
  readonly id: string
  readonly body: string
}

/** An event as a message; `id` is that of its outbox entry. */
export function messageOf(event: EventInstance, { id = new ObjectId().toHexString(), at = new Date() } = {}): Message {
  return { id, body: JSON.stringify({ id, type: event.type, data: event.encoded(), at, request_id: null }) }
}

/** Gives a worker one batch and returns the messages that it wants again. */
export async function deliver({ run }: Pick<Functions, 'run'>, handler: WorkerHandler, messages: readonly Message[]): Promise<Message[]> {
  const { batchItemFailures } = await run(() => handler(sqsEvent(messages.map(({ body }) => body))))
  return batchItemFailures.flatMap(({ itemIdentifier }) => messages[Number(itemIdentifier)] ?? [])
}

/** Messages in the shape of Lambda at their first delivery, each with its place as its id. */
export function sqsEvent(bodies: readonly string[]): SQSEvent {
  return {
    Records: bodies.map((body, index) => ({
      messageId: String(index),
      receiptHandle: 'r',
      body,
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: '0', SenderId: 's', ApproximateFirstReceiveTimestamp: '0' },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:local:000000000000:atrium-worker',
      awsRegion: 'local',
    })),
  }
}
