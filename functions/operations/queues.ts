import * as z from 'zod'
import { configuration } from '../../shared/runtime/environment.ts'

const settings = configuration({ QUEUE_URL_PREFIX: z.string() })

let sqs: ReturnType<typeof openSqs> | undefined

/** What a worker's queue and its dead-letter queue hold. */
export async function depthsOf(worker: string) {
  const [queue, dead] = await Promise.all([attributesOf(worker), attributesOf(deadLettersOf(worker))])
  return {
    id: worker,
    visible: queue.ApproximateNumberOfMessages,
    in_flight: queue.ApproximateNumberOfMessagesNotVisible,
    delayed: queue.ApproximateNumberOfMessagesDelayed,
    dead_letters: dead.ApproximateNumberOfMessages,
  }
}

/** Begins to put a worker's dead letters back. Returns about how many, or `undefined` while an earlier move is under way. */
export async function putBack(worker: string): Promise<number | undefined> {
  const { QueueArn, ApproximateNumberOfMessages: waiting } = await attributesOf(deadLettersOf(worker))
  if (waiting === 0) return 0
  try {
    const { client, StartMessageMoveTaskCommand } = await (sqs ??= openSqs())
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: QueueArn }))
  } catch (error) {
    // SQS runs one move from a queue at a time.
    if (error instanceof Error && error.name.endsWith('UnsupportedOperation')) return undefined
    throw error
  }
  return waiting
}

const depth = z.coerce.number().int().min(0)
const attributes = z.object({
  QueueArn: z.string(),
  ApproximateNumberOfMessages: depth,
  ApproximateNumberOfMessagesNotVisible: depth,
  ApproximateNumberOfMessagesDelayed: depth,
})

async function attributesOf(queue: string) {
  const QueueUrl = settings().QUEUE_URL_PREFIX + queue
  const { client, GetQueueAttributesCommand } = await (sqs ??= openSqs())
  const answer = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: attributes.keyof().options }))
  return attributes.parse(answer.Attributes)
}

function deadLettersOf(worker: string): string {
  return `${worker}-dead`
}

// Loaded when an administrator is let in: whoever is not needs no client to be told so.
async function openSqs() {
  const { GetQueueAttributesCommand, SQSClient, StartMessageMoveTaskCommand } = await import('@aws-sdk/client-sqs')
  const client = new SQSClient({ useQueueUrlAsEndpoint: false, maxAttempts: 2 })
  return { client, GetQueueAttributesCommand, StartMessageMoveTaskCommand }
}
