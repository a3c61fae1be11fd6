import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import * as z from 'zod'
import { answerJson, answerServiceError, readJson, ServiceError } from './exchange.ts'
import type { Queue, ReceivedMessage } from './queues.ts'

const target = 'AmazonSQS.'
const bodyLimit = 2 * 1024 * 1024
/** Bytes of a message, and of all messages of a batch. */
const messageLimit = 1024 * 1024
const contentType = 'application/x-amz-json-1.0'

const attributes = z
  .record(z.string(), z.object({ DataType: z.string(), StringValue: z.string().optional(), BinaryValue: z.string().optional() }))
  .default({})
const body = z
  .string()
  .regex(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]+$/u, 'is empty or has characters that XML cannot hold')
const outgoing = z.object({
  MessageBody: body,
  DelaySeconds: z.int().min(0).max(900).optional(),
  MessageAttributes: attributes,
})
const onQueue = z.object({ QueueUrl: z.string() })
const batchOf = <Entry extends z.ZodRawShape>(entry: Entry) =>
  onQueue.extend({
    Entries: z
      .array(z.object({ Id: z.string().regex(/^[\w-]{1,80}$/), ...entry }))
      .min(1)
      .max(10),
  })
const seconds = z.int().min(0).max(43_200)
const receipt = { ReceiptHandle: z.string() }
const anything = z.unknown()

// Made once: with each request they would take as long as all else that is done for it.
const inputs = {
  SendMessage: onQueue.extend(outgoing.shape),
  SendMessageBatch: batchOf(outgoing.shape),
  ReceiveMessage: onQueue.extend({
    MaxNumberOfMessages: z.int().min(1).max(10).default(1),
    VisibilityTimeout: seconds.optional(),
    WaitTimeSeconds: z.int().min(0).max(20).optional(),
  }),
  DeleteMessage: onQueue.extend(receipt),
  DeleteMessageBatch: batchOf(receipt),
  ChangeMessageVisibility: onQueue.extend({ ...receipt, VisibilityTimeout: seconds }),
  GetQueueUrl: z.object({ QueueName: z.string() }),
  ListQueues: z.object({ QueueNamePrefix: z.string().default('') }),
  GetQueueAttributes: onQueue.extend({ AttributeNames: z.array(z.string()).default([]) }),
  StartMessageMoveTask: z.object({ SourceArn: z.string(), DestinationArn: z.string().optional() }),
}

/** Operations of SQS over the queues of the stack. The queues themselves come from the templates, so none makes or deletes one. */
export function createQueuesEndpoint(queues: ReadonlyMap<string, Queue>, urlOf: (queue: Queue) => string) {
  const named = (name: string): Queue => {
    const queue = queues.get(name)
    if (!queue) throw new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.')
    return queue
  }
  const at = (url: string) => named(url.slice(url.lastIndexOf('/') + 1))
  const withArn = (arn: string) => named(arn.slice(arn.lastIndexOf(':') + 1))

  const operations: Record<string, (input: unknown, res: ServerResponse) => object | Promise<object>> = {
    SendMessage(input) {
      const { QueueUrl, ...message } = inputs.SendMessage.parse(input)
      refuseOver(messageLimit, [message])
      const [MessageId] = at(QueueUrl).send([toSend(message)])
      return { MessageId, MD5OfMessageBody: md5(message.MessageBody) }
    },
    SendMessageBatch(input) {
      const { QueueUrl, Entries } = inputs.SendMessageBatch.parse(input)
      refuseOver(messageLimit, Entries)
      const ids = at(QueueUrl).send(Entries.map(toSend))
      const Successful = Entries.map(({ Id, MessageBody }, index) => ({
        Id,
        MessageId: ids[index],
        MD5OfMessageBody: md5(MessageBody),
      }))
      return { Successful, Failed: [] }
    },
    async ReceiveMessage(input, res) {
      const { QueueUrl, ...options } = inputs.ReceiveMessage.parse(input)
      const queue = at(QueueUrl)
      const wait = options.WaitTimeSeconds ?? queue.waitSeconds
      if (wait > 0) await queue.visible(AbortSignal.any([closing(res), AbortSignal.timeout(wait * 1000)]))
      if (res.closed) return {}
      const messages = queue.receive(options.MaxNumberOfMessages, options.VisibilityTimeout)
      return messages.length > 0 ? { Messages: messages.map(toReceived) } : {}
    },
    DeleteMessage(input) {
      const { QueueUrl, ReceiptHandle } = inputs.DeleteMessage.parse(input)
      at(QueueUrl).remove([ReceiptHandle])
      return {}
    },
    DeleteMessageBatch(input) {
      const { QueueUrl, Entries } = inputs.DeleteMessageBatch.parse(input)
      at(QueueUrl).remove(Entries.map(({ ReceiptHandle }) => ReceiptHandle))
      return { Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] }
    },
    ChangeMessageVisibility(input) {
      const { QueueUrl, ReceiptHandle, VisibilityTimeout } = inputs.ChangeMessageVisibility.parse(input)
      at(QueueUrl).changeVisibility(ReceiptHandle, VisibilityTimeout)
      return {}
    },
    GetQueueUrl: (input) => ({ QueueUrl: urlOf(named(inputs.GetQueueUrl.parse(input).QueueName)) }),
    ListQueues(input) {
      const { QueueNamePrefix } = inputs.ListQueues.parse(input)
      return { QueueUrls: [...queues.values()].filter(({ name }) => name.startsWith(QueueNamePrefix)).map(urlOf) }
    },
    GetQueueAttributes(input) {
      const { QueueUrl, AttributeNames } = inputs.GetQueueAttributes.parse(input)
      const all = Object.entries(attributesOf(at(QueueUrl)))
      return {
        Attributes: Object.fromEntries(all.filter(([name]) => AttributeNames.includes('All') || AttributeNames.includes(name))),
      }
    },
    PurgeQueue(input) {
      at(onQueue.parse(input).QueueUrl).purge()
      return {}
    },
    StartMessageMoveTask(input) {
      const { SourceArn, DestinationArn } = inputs.StartMessageMoveTask.parse(input)
      const source = withArn(SourceArn)
      const destination = DestinationArn
        ? withArn(DestinationArn)
        : [...queues.values()].find(({ deadLetters }) => deadLetters === source)
      if (!destination) throw new ServiceError('ResourceNotFoundException', 'No queue has this one for its dead letters.')
      source.moveTo(destination)
      return { TaskHandle: Buffer.from(SourceArn).toString('base64') }
    },
  }

  return {
    /** Answers `req` if it is an SQS request; `false` leaves it untouched. */
    async handle(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
      const action = req.headers['x-amz-target']
      if (typeof action !== 'string' || !action.startsWith(target)) return false
      try {
        const operation = operations[action.slice(target.length)]
        if (!operation) throw new ServiceError('UnsupportedOperation', `${action} is not offered here`)
        const input = await readJson(req, anything, { limit: bodyLimit, refusal: 'InvalidParameterValue' })
        answerJson(res, 200, await operation(input, res), contentType)
      } catch (error) {
        if (error instanceof z.ZodError) {
          answerServiceError(res, new ServiceError('InvalidParameterValue', z.prettifyError(error)))
        } else if (error instanceof ServiceError) {
          answerServiceError(res, error)
        } else throw error
      }
      return true
    },
  }
}

/** Aborts when whoever asked has gone. */
function closing(res: ServerResponse): AbortSignal {
  const gone = new AbortController()
  if (res.closed) gone.abort()
  else res.once('close', () => gone.abort())
  return gone.signal
}

type Outgoing = z.output<typeof outgoing>

function toSend({ MessageBody, MessageAttributes, DelaySeconds }: Outgoing) {
  return { body: MessageBody, attributes: MessageAttributes, delaySeconds: DelaySeconds }
}

function toReceived(message: ReceivedMessage): object {
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    Body: message.body,
    MD5OfBody: md5(message.body),
    Attributes: systemAttributes(message),
    MessageAttributes: message.attributes,
  }
}

/** What SQS itself says about a message. */
export function systemAttributes({ receives, sent_at, first_received_at }: ReceivedMessage) {
  return {
    ApproximateReceiveCount: String(receives),
    SentTimestamp: String(sent_at),
    SenderId: '000000000000',
    ApproximateFirstReceiveTimestamp: String(first_received_at),
  }
}

function attributesOf(queue: Queue): Record<string, string> {
  const { visible, in_flight, delayed } = queue.depths()
  const { deadLetters, maxReceives } = queue
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(in_flight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(queue.visibilityTimeout),
    ReceiveMessageWaitTimeSeconds: String(queue.waitSeconds),
    ...(deadLetters && {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: maxReceives }),
    }),
  }
}

function refuseOver(limit: number, messages: readonly Outgoing[]): void {
  const bytes = messages.reduce((total, { MessageBody }) => total + Buffer.byteLength(MessageBody), 0)
  if (bytes > limit) throw new ServiceError('BatchRequestTooLong', `Messages have at most ${limit} bytes together.`)
}

/** The digest with which clients check what they sent and got. */
export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}
