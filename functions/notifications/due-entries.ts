import type { Delivered } from '../../shared/contract/event.ts'
import type { Db } from '../../shared/store/database.ts'
import { type UserDocument, Users } from '../profiles/public.ts'
import { type ChannelSettings, preferencesOf } from './audience.ts'
import type { notificationMailsDue } from './channel-contract.ts'
import type { NotificationType } from './contract.ts'
import { isRead } from './inbox.ts'
import { type Entry, type Inbox, Inboxes, NotificationEntries, NotificationPreferences } from './model.ts'
import { inGroups, settleAll } from './sendings.ts'

type Named = Delivered<typeof notificationMailsDue>['data']['entries'][number]

/** Whom to tell, with the preferences that hold now. */
export interface Recipient extends Pick<UserDocument, '_id' | 'username' | 'full_name' | 'email' | 'email_verified' | 'role'> {
  readonly channels: Readonly<Record<NotificationType, ChannelSettings>>
  readonly inbox: Inbox | null
  readonly digested_until: Date | null
}

export interface DueEntry {
  readonly entry: Entry
  readonly recipient: Recipient
}

/**
 * Hands on those of the named entries that are still there and unread, and wanted on a channel. They are read a few at a
 * time, right before they are sent. All are tried; throws the first fault afterwards.
 */
export async function eachDueEntry(
  db: Db,
  named: readonly Named[],
  wants: (channels: ChannelSettings) => boolean,
  tell: (due: DueEntry) => Promise<void>,
): Promise<void> {
  await inGroups(named, async (group) => settleAll((await loadDue(db, group, wants)).map(tell)))
}

async function loadDue(db: Db, named: readonly Named[], wants: (channels: ChannelSettings) => boolean): Promise<DueEntry[]> {
  const recipient_id = { $in: named.map((entry) => entry.recipient_id) }
  const _id = { $in: named.map(({ entry_id }) => entry_id) }
  const entries = await db.find(NotificationEntries, { _id, recipient_id })
  const recipients = await loadRecipients(db, entries.map((entry) => entry.recipient_id))
  return entries.flatMap((entry) => {
    const recipient = recipients.get(entry.recipient_id.toHexString())
    if (!recipient || !wants(recipient.channels[entry.type]) || isRead(entry, recipient.inbox?.read_up_to)) return []
    return [{ entry, recipient }]
  })
}

/** Those of these people who take notifications at all, by id in hex. */
export async function loadRecipients(db: Db, ids: readonly UserDocument['_id'][]): Promise<Map<string, Recipient>> {
  if (ids.length === 0) return new Map()
  const _id = { $in: [...ids] }
  const fields = { username: 1, full_name: 1, email: 1, email_verified: 1, role: 1 } as const
  const users = await db.find(Users, { _id, 'settings.notifications': true }, { fields })
  const preferences = new Map((await db.find(NotificationPreferences, { _id })).map((stored) => [stored._id.toHexString(), stored]))
  const inboxes = new Map((await db.find(Inboxes, { _id })).map((inbox) => [inbox._id.toHexString(), inbox]))
  return new Map(
    users.map((user) => {
      const hex = user._id.toHexString()
      const chosen = preferences.get(hex)
      const digested_until = chosen?.digested_until ?? null
      return [hex, { ...user, channels: preferencesOf(chosen), inbox: inboxes.get(hex) ?? null, digested_until }]
    }),
  )
}
