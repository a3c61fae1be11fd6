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
import type { Collection } from '../../../shared/store/collection.ts'
import type { WorkerHandler } from '../../../shared/runtime/worker.ts'
import { useFunctions } from '../../support/functions.ts'
import { deliver, type Message } from '../../support/messages.ts'
import type { Functions } from '../../support/own-functions.ts'

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

const mostDeliveries = 5

/** Delivers messages to `notify-users` or another worker, and again what it could not take, as often as the queue would. */
export async function deliverAll(functions: Functions, messages: readonly Message[], handler: WorkerHandler = notifyUsers): Promise<void> {
  let waiting = messages
  for (let delivery = 1; waiting.length > 0; delivery += 1) {
    if (delivery > mostDeliveries) throw new Error(`Nobody could take ${waiting.map(({ body }) => body).join('\n')}`)
    waiting = await deliver(functions, handler, waiting)
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
