import type { SQSEvent } from 'aws-lambda'
import { ObjectId } from 'mongodb'
import { handler as notifyUsers } from '../../../functions/notifications/notify-users.ts'
import {
  type Entry,
  Inboxes,
  NotificationActs,
  NotificationEntries,
  NotificationPreferences,
  PushSubscriptions,
  Sendings,
  Withdrawals,
} from '../../../functions/notifications/model.ts'
import { newUser, Users } from '../../../functions/profiles/public.ts'
import type { EventInstance } from '../../../shared/contract/event.ts'
import type { Collection } from '../../../shared/store/collection.ts'
import type { WorkerHandler } from '../../../shared/runtime/worker.ts'
import { useFunctions } from '../../support/functions.ts'
import type { Functions } from '../../support/own-functions.ts'

/** A message as the queue delivers it, again and again with the same id. */
export interface Message {
  readonly id: string
  readonly body: string
}

const routes = { 'notification-subject.gone': [], 'notifications.removed': [], 'notification-mails.due': [], 'notification-pushes.due': [] }

/** The notifications' functions over a database of the test file's own. */
export function useNotifications(more: readonly Collection[] = [], variables: Record<string, string> = {}): () => Functions {
  const own = [NotificationEntries, NotificationActs, Withdrawals, Inboxes, NotificationPreferences, PushSubscriptions, Sendings, Users]
  return useFunctions([...own, ...more], { EVENT_ROUTES: JSON.stringify(routes), ...variables })
}

/** Adds people with these ids, without whom nobody is told anything. */
export async function addPeople({ database }: Functions, ids: readonly ObjectId[]): Promise<void> {
  const people = ids.map((_id) => newUser({ _id, username: _id.toHexString(), email: `${_id.toHexString()}@example.org`, full_name: null }, new Date()))
  await database.collection<{ _id: ObjectId }>('users').insertMany(people)
}

export function messageOf(event: EventInstance, at: Date): Message {
  const id = new ObjectId().toHexString()
  return { id, body: JSON.stringify({ id, type: event.type, data: event.encoded(), at, request_id: null }) }
}

const mostDeliveries = 5

/** Delivers a batch to `notify-users` or another worker, and again what it could not take, as often as the queue would. */
export async function deliver(functions: Functions, messages: readonly Message[], handler: WorkerHandler = notifyUsers): Promise<void> {
  let waiting = messages
  for (let delivery = 1; waiting.length > 0; delivery += 1) {
    if (delivery > mostDeliveries) throw new Error(`Nobody could take ${waiting.map(({ body }) => body).join('\n')}`)
    waiting = await deliverOnce(functions, waiting, handler)
  }
}

/** Delivers a batch, and returns what could not be taken. */
export async function deliverOnce({ run }: Functions, messages: readonly Message[], handler: WorkerHandler): Promise<Message[]> {
  const { batchItemFailures } = await run(() => handler(sqsEvent(messages)))
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
  return messages.filter((_, index) => failed.has(String(index)))
}

function sqsEvent(messages: readonly Message[]): SQSEvent {
  return {
    Records: messages.map(({ body }, index) => ({
      messageId: String(index),
      receiptHandle: 'r',
      body,
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: '0', SenderId: 's', ApproximateFirstReceiveTimestamp: '0' },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:local:000000000000:atrium-notify-users',
      awsRegion: 'local',
    })),
  }
}

/** An entry that nobody is behind, with whatever else a test needs. */
export function entryOf(own: Partial<Entry> & Pick<Entry, 'recipient_id'>): Entry {
  const now = new Date()
  const subject = { subject_type: 'articles', subject_id: own.subject_id ?? new ObjectId() }
  return {
    _id: new ObjectId(),
    type: 'like',
    ...subject,
    root_type: subject.subject_type,
    root_id: subject.subject_id,
    notice: null,
    is_listed: true,
    actors: [],
    actors_count: 1,
    is_read: false,
    read_at: null,
    created_at: now,
    updated_at: now,
    ...own,
  }
}
