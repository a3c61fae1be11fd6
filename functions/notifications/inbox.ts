import type { Filter, ObjectId } from 'mongodb'
import { after } from '../../shared/store/cursor.ts'
import type { Db } from '../../shared/store/database.ts'
import { type Entry, type Inbox, Inboxes } from './model.ts'

type Mark = Inbox['read_up_to']

const claim = { $inc: { revision: 1, unread_count: 0 }, $setOnInsert: { read_up_to: null, is_settled: true } }

/**
 * Claims inboxes for the transaction: of two that claim the same one, the later starts again and sees what the earlier
 * did. Whoever changes entries does this first, so that counters, open entries and withdrawals cannot be told from
 * different states.
 */
export async function claimInboxes(db: Db, owners: Iterable<ObjectId>): Promise<Map<string, Inbox>> {
  const distinct = new Map(Array.from(owners, (owner) => [owner.toHexString(), owner]))
  if (distinct.size === 0) return new Map()
  await db.bulk(
    Inboxes,
    Array.from(distinct.values(), (_id) => ({ updateOne: { filter: { _id }, update: claim, upsert: true } })),
  )
  const inboxes = await db.find(Inboxes, { _id: { $in: [...distinct.values()] } })
  return new Map(inboxes.map((inbox) => [inbox._id.toHexString(), inbox]))
}

/** Claims one inbox. */
export async function claimInbox(db: Db, owner: ObjectId): Promise<Inbox> {
  return (await db.update(Inboxes, owner, claim, { upsert: true })) as Inbox
}

/** Adds to the counters of inboxes that the transaction has claimed. */
export async function addUnread(db: Db, changes: readonly { readonly recipient_id: ObjectId; readonly by: number }[]): Promise<void> {
  const updates = Array.from(
    Map.groupBy(changes, ({ recipient_id }) => recipient_id.toHexString()).values(),
    (own) => ({ _id: own[0]?.recipient_id, by: own.reduce((sum, { by }) => sum + by, 0) }),
  )
  await db.bulk(
    Inboxes,
    updates.filter(({ by }) => by !== 0).map(({ _id, by }) => ({ updateOne: { filter: { _id }, update: { $inc: { unread_count: by } } } })),
  )
}

/**
 * The type of the entries that are written for many recipients at once. No counter is raised for them, which would take
 * as long again as the entries themselves: they are counted when the number is asked for.
 */
export const fannedOut = 'article_published'

/** Whether an unread entry is among those that the inbox's counter holds. */
export function isCounted({ type, is_listed }: Pick<Entry, 'type' | 'is_listed'>): boolean {
  return type !== fannedOut && is_listed
}

/** Whether an entry is read: by itself, or because the inbox was read up to it or further. No inbox holds what is not listed. */
export function isRead(entry: Pick<Entry, '_id' | 'is_listed' | 'is_read' | 'created_at'>, mark: Mark | undefined): boolean {
  if (entry.is_read || !mark || !entry.is_listed) return entry.is_read
  const difference = entry.created_at.getTime() - mark.created_at.getTime()
  return difference < 0 || (difference === 0 && entry._id.toHexString() <= mark.entry_id.toHexString())
}

/** The filter for one's unread entries. */
export function unreadOf(recipient_id: ObjectId, mark: Mark | undefined): Filter<Entry> {
  const above = mark ? after([mark.created_at, mark.entry_id], { created_at: 1, _id: 1 }) : {}
  return { recipient_id, is_listed: true, is_read: false, ...above }
}
