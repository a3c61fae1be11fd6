import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import type { MessageAttributes, QueueJournal, StoredMessage } from './queues-journal.ts'
import type { Cloud } from './template.ts'

/** A message that a consumer has for the length of the visibility timeout. */
export interface ReceivedMessage extends StoredMessage {
  readonly receipt: string
  readonly first_received_at: number
}

export interface QueueDepths {
  readonly visible: number
  readonly in_flight: number
  readonly delayed: number
}

/** A standard queue of SQS. */
export interface Queue {
  readonly name: string
  readonly arn: string
  readonly visibilityTimeout: number
  readonly waitSeconds: number
  readonly maxReceives: number | undefined
  readonly deadLetters: Queue | undefined
  send(messages: readonly OutgoingMessage[]): string[]
  /** Takes up to `limit` visible messages, now. One that was received too often goes to the dead-letter queue instead. */
  receive(limit: number, visibilitySeconds?: number): ReceivedMessage[]
  /** Forgets received messages. Receipts that are no longer valid are ignored, as SQS does. */
  remove(receipts: readonly string[]): void
  /** Makes a received message visible after `seconds`. */
  changeVisibility(receipt: string, seconds: number): void
  /** Moves every visible message to another queue, and returns how many. */
  moveTo(target: Queue): number
  purge(): void
  /** Ends when a message becomes visible, or the signal aborts. */
  visible(signal: AbortSignal): Promise<void>
  depths(): QueueDepths
  /** Looks again at what is delayed or was put off: after the clock has moved. */
  wake(): void
  /** Puts in messages that another queue has already written down. */
  adopt(messages: readonly StoredMessage[]): void
}

export interface OutgoingMessage {
  readonly body: string
  readonly attributes?: MessageAttributes
  readonly delaySeconds?: number | undefined
}

const redrive = z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number().int().positive() })
const properties = {
  VisibilityTimeout: z.coerce.number().default(30),
  DelaySeconds: z.coerce.number().default(0),
  ReceiveMessageWaitTimeSeconds: z.coerce.number().default(0),
  RedrivePolicy: redrive.optional(),
}

/** The queues of the templates by their names, with the messages that an earlier process left. */
export function createQueues(cloud: Cloud, journal: QueueJournal): Map<string, Queue> {
  const queues = new Map<string, Queue>()
  const byArn = new Map<string, Queue>()
  for (const resource of cloud.ofType('AWS::SQS::Queue')) {
    const { RedrivePolicy, ...settings } = resource.read(properties)
    const queue = createQueue({
      name: resource.attribute('QueueName'),
      arn: resource.attribute('Arn'),
      visibilityTimeout: settings.VisibilityTimeout,
      delaySeconds: settings.DelaySeconds,
      waitSeconds: settings.ReceiveMessageWaitTimeSeconds,
      maxReceives: RedrivePolicy?.maxReceiveCount,
      // The other queue may come later in the templates.
      deadLetters: () => RedrivePolicy && byArn.get(RedrivePolicy.deadLetterTargetArn),
      journal,
    })
    queues.set(queue.name, queue)
    byArn.set(queue.arn, queue)
  }
  return queues
}

interface QueueOptions {
  readonly name: string
  readonly arn: string
  readonly visibilityTimeout: number
  readonly delaySeconds: number
  readonly waitSeconds: number
  readonly maxReceives: number | undefined
  readonly deadLetters: () => Queue | undefined
  readonly journal: QueueJournal
}

/** A message outlives its receives, and with it when the first of them was. */
function receivedAt(message: StoredMessage & { readonly first_received_at?: number }, now: number): ReceivedMessage {
  return {
    ...message,
    receives: message.receives + 1,
    receipt: randomUUID(),
    first_received_at: message.first_received_at ?? now,
  }
}

const longestDelayMs = 900_000

function createQueue({ delaySeconds, deadLetters, journal, ...settings }: QueueOptions): Queue {
  const { name, visibilityTimeout, maxReceives } = settings
  const visible: StoredMessage[] = []
  const delayed = new Map<string, StoredMessage>()
  const inFlight = new Map<string, { message: ReceivedMessage; timer: NodeJS.Timeout; put_off_until?: number }>()
  const waiting = new Set<() => void>()
  let delayTimer: NodeJS.Timeout | undefined

  const add = (messages: readonly StoredMessage[]) => {
    const now = Date.now()
    for (const message of messages) {
      if (message.visible_at > now) delayed.set(message.id, message)
      else visible.push(message)
    }
    settle()
  }

  /** Brings out what is no longer delayed, tells those who wait, and sees to the next time. */
  const settle = () => {
    clearTimeout(delayTimer)
    const now = Date.now()
    for (const message of delayed.values()) {
      if (message.visible_at > now) continue
      delayed.delete(message.id)
      visible.push(message)
    }
    if (delayed.size > 0) {
      const next = Math.min(...Array.from(delayed.values(), ({ visible_at }) => visible_at))
      delayTimer = setTimeout(settle, next - now).unref()
    }
    if (visible.length > 0) for (const tell of waiting) tell()
  }

  const release = (receipt: string) => {
    const taken = inFlight.get(receipt)
    if (!taken) return
    clearTimeout(taken.timer)
    inFlight.delete(receipt)
    visible.push(taken.message)
    settle()
  }

  const queue: Queue = {
    ...settings,
    get deadLetters() {
      return deadLetters()
    },
    send(messages) {
      const now = Date.now()
      const stored = messages.map(({ body, attributes = {}, delaySeconds: delay = delaySeconds }) => {
        return { id: randomUUID(), body, attributes, sent_at: now, visible_at: now + delay * 1000, receives: 0 }
      })
      journal.insert(name, stored)
      add(stored)
      return stored.map(({ id }) => id)
    },
    receive(limit, visibilitySeconds = visibilityTimeout) {
      const dead = deadLetters()
      const now = Date.now()
      const taken = visible.splice(0, limit)
      const isExhausted = ({ receives }: StoredMessage) => dead !== undefined && receives >= (maxReceives ?? Infinity)
      const exhausted = taken.filter(isExhausted).map((message) => ({ ...message, receives: 0 }))
      const received = taken.filter((message) => !isExhausted(message)).map((message) => receivedAt(message, now))
      if (dead && exhausted.length > 0) {
        journal.move(
          exhausted.map(({ id }) => id),
          dead.name,
        )
        dead.adopt(exhausted)
      }
      journal.received(received)
      for (const message of received) {
        const timer = setTimeout(release, visibilitySeconds * 1000, message.receipt).unref()
        inFlight.set(message.receipt, { message, timer })
      }
      return received
    },
    remove(receipts) {
      const taken = receipts.flatMap((receipt) => inFlight.get(receipt) ?? [])
      journal.remove(taken.map(({ message }) => message.id))
      for (const { message, timer } of taken) {
        clearTimeout(timer)
        inFlight.delete(message.receipt)
      }
    },
    changeVisibility(receipt, seconds) {
      const taken = inFlight.get(receipt)
      if (!taken) return
      if (seconds === 0) return release(receipt)
      clearTimeout(taken.timer)
      taken.timer = setTimeout(release, seconds * 1000, receipt).unref()
      taken.put_off_until = Date.now() + seconds * 1000
    },
    moveTo(target) {
      const moved = visible.splice(0).map((message) => ({ ...message, receives: 0 }))
      journal.move(
        moved.map(({ id }) => id),
        target.name,
      )
      target.adopt(moved)
      return moved.length
    },
    purge() {
      const all = [...visible, ...delayed.values(), ...Array.from(inFlight.values(), ({ message }) => message)]
      journal.remove(all.map(({ id }) => id))
      for (const { timer } of inFlight.values()) clearTimeout(timer)
      visible.length = 0
      delayed.clear()
      inFlight.clear()
    },
    visible: (signal) =>
      new Promise((resolve) => {
        if (visible.length > 0 || signal.aborted) return resolve()
        const done = () => {
          waiting.delete(done)
          signal.removeEventListener('abort', done)
          resolve()
        }
        waiting.add(done)
        signal.addEventListener('abort', done)
      }),
    depths: () => ({ visible: visible.length, in_flight: inFlight.size, delayed: delayed.size }),
    wake() {
      const now = Date.now()
      // Whoever works on a message takes as long as it takes; only what nobody works on follows the clock.
      for (const [receipt, { put_off_until = Infinity }] of inFlight) if (put_off_until <= now) release(receipt)
      settle()
    },
    adopt: add,
  }

  // Whoever had received them is gone, and a clock that was moved is back: nothing waits longer than SQS allows.
  const latest = Date.now() + longestDelayMs
  add(journal.load(name).map((message) => (message.visible_at > latest ? { ...message, visible_at: latest } : message)))
  return queue
}
