import type { ObjectId } from 'mongodb'
import * as z from 'zod'
import { collection, date, type DocumentOf, objectId } from '../../shared/store/collection.ts'
import { longestDeliverySeconds } from './channel-model.ts'
import { namedActors, notificationTypes } from './contract.ts'

export * from './channel-model.ts'

const type = z.enum(notificationTypes)

/** What a `system` entry tells. */
export const notices = ['publication_failed'] as const

/** What one of the latest actors did last. */
const actor = z.object({ user_id: objectId, at: date, post_id: objectId.nullable(), comment_id: objectId.nullable() })

export const NotificationEntries = collection(
  'notification_entries',
  {
    _id: objectId,
    recipient_id: objectId,
    type,
    subject_type: z.string(),
    subject_id: objectId,
    /** The subject itself, or what it is a comment on: entries go with either. */
    root_type: z.string(),
    root_id: objectId,
    notice: z.enum(notices).nullable(),
    /** False for one whose recipient wants it on other channels alone. */
    is_listed: z.boolean(),
    /** The latest first. */
    actors: z.array(actor).max(namedActors),
    actors_count: z.int(),
    /** False also for entries that lie below the inbox's mark, until `expire-notifications` settles them. */
    is_read: z.boolean(),
    read_at: date.nullable(),
    created_at: date,
    updated_at: date,
  },
  {
    indexes: [
      {
        key: { recipient_id: 1, type: 1, subject_type: 1, subject_id: 1, is_listed: 1 },
        unique: true,
        partial: { is_read: false },
        serves: 'notify-users: one open entry per type and subject',
      },
      { key: { recipient_id: 1, created_at: -1, _id: -1 }, partial: { is_listed: true }, serves: 'list-notifications' },
      { key: { recipient_id: 1, type: 1, is_listed: 1, created_at: -1, _id: -1 }, serves: 'list-notifications: ?type=; part-notifications' },
      {
        key: { recipient_id: 1, is_read: 1, created_at: -1, _id: -1 },
        partial: { is_read: false },
        serves: 'list-notifications: ?unread=true; mail-notification-digests',
      },
      {
        key: { recipient_id: 1, type: 1, is_read: 1, is_listed: 1, created_at: -1, _id: -1 },
        partial: { is_read: false },
        serves: 'list-notifications: ?unread=true&type=; count-unread-notifications, from the index alone',
      },
      { key: { subject_type: 1, subject_id: 1 }, serves: 'remove-notifications: about a thing' },
      { key: { root_type: 1, root_id: 1 }, serves: 'remove-notifications: about a thing and its comments' },
      { key: { read_at: 1 }, partial: { is_read: true }, serves: 'expire-notifications' },
      { key: { created_at: 1 }, partial: { is_listed: false }, serves: 'expire-notifications: what is in no list' },
    ],
    shard_key: { recipient_id: 1 },
  },
)

export type Entry = DocumentOf<typeof NotificationEntries>

/** Each act with each of its recipients: what the entries are made of. */
export const NotificationActs = collection(
  'notification_acts',
  {
    /** `<act>:<recipient>`: nobody is notified twice of one act. */
    _id: z.string(),
    act_id: objectId,
    recipient_id: objectId,
    /** Null once an edit has taken the recipient out. */
    entry_id: objectId.nullable(),
    type,
    actor_id: objectId.nullable(),
    at: date,
    /** The time of the write that this state comes from: an older one changes nothing. */
    version: date,
    post_id: objectId.nullable(),
    comment_id: objectId.nullable(),
    withdrawn_at: date.nullable(),
  },
  {
    indexes: [
      { key: { act_id: 1 }, serves: 'notify-users: whom an undone act was told' },
      { key: { recipient_id: 1, actor_id: 1 }, serves: 'part-notifications: what two people were told of each other' },
      { key: { entry_id: 1, at: -1 }, serves: 'notify-users: who else is behind an entry; clear-notification-acts' },
      { key: { entry_id: 1, actor_id: 1, at: -1 }, serves: 'notify-users: whether someone is behind an entry already' },
      {
        key: { withdrawn_at: 1 },
        partial: { withdrawn_at: { $type: 'date' } },
        expire_after_seconds: longestDeliverySeconds,
        serves: 'expiry of what only guards against late deliveries',
      },
    ],
    shard_key: { _id: 'hashed' },
  },
)

export type StoredAct = DocumentOf<typeof NotificationActs>

/** Acts undone and things deleted, as `likes:<id>` or `follows:<id>`: what arrives about them afterwards does nothing. */
export const Withdrawals = collection(
  'notification_withdrawals',
  { _id: z.string(), at: date },
  {
    indexes: [{ key: { at: 1 }, expire_after_seconds: longestDeliverySeconds, serves: 'expiry' }],
    shard_key: { _id: 'hashed' },
  },
)

/** The id of a withdrawal. */
export function withdrawalKey(type: string, id: ObjectId): string {
  return `${type}:${id.toHexString()}`
}

/** What one person's entries have in common. */
export const Inboxes = collection(
  'notification_inboxes',
  {
    _id: objectId,
    /** Of entries that were fanned out none is counted here. */
    unread_count: z.int(),
    /** Grows with every change, so that two transactions over one inbox never both commit on the same state. */
    revision: z.int(),
    /** Everything up to this place in the list is read, since `at`. */
    read_up_to: z.object({ created_at: date, entry_id: objectId, at: date }).nullable(),
    /** Whether entries may lie below the mark that do not say themselves that they are read. */
    is_settled: z.boolean(),
  },
  {
    indexes: [{ key: { is_settled: 1 }, partial: { is_settled: false }, serves: 'expire-notifications: marks to settle' }],
    shard_key: { _id: 'hashed' },
  },
)

export type Inbox = DocumentOf<typeof Inboxes>

/** What transactions over the same fan-outs meet at. */
export const FanOutLanes = collection(
  'notification_lanes',
  {
    /** `<author>:<lane>` */
    _id: z.string(),
    /** Grows with every claim. */
    revision: z.int(),
    at: date,
  },
  {
    indexes: [{ key: { at: 1 }, expire_after_seconds: 24 * 3600, serves: 'expiry, long after the transaction that claimed it' }],
    shard_key: { _id: 'hashed' },
  },
)

const channels = z.object({ in_app: z.boolean(), push: z.boolean(), email: z.enum(['off', 'instant', 'daily']) }).partial()

/** Where people have departed from the defaults. */
export const NotificationPreferences = collection(
  'notification_preferences',
  {
    _id: objectId,
    types: z.partialRecord(type, channels),
    /** Whether any type is to be in the digest. */
    wants_digest: z.boolean(),
    /** What was opened until then was in a digest. */
    digested_until: date.nullable(),
    updated_at: date,
  },
  {
    indexes: [{ key: { wants_digest: 1, _id: 1 }, partial: { wants_digest: true }, serves: 'page-notification-digests' }],
    shard_key: { _id: 'hashed' },
  },
)

export type PreferencesDocument = DocumentOf<typeof NotificationPreferences>
