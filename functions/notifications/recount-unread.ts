import type { Filter, ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { fannedOut, unreadOf } from './inbox.ts'
import { type Entry, Inboxes, NotificationEntries } from './model.ts'

/**
 * Sets the counters of inboxes that hold another number than there are unread entries, and returns how many those were.
 * Entries and counters change in one transaction, so that in a snapshot nothing is under way.
 */
export async function recountUnread(db: Db, owners: readonly ObjectId[]): Promise<number> {
  const inboxes = await db.find(Inboxes, { _id: { $in: [...owners] } })
  const unread: Filter<Entry>[] = inboxes.map(({ _id, read_up_to }) => ({ ...unreadOf(_id, read_up_to), type: { $ne: fannedOut } }))
  if (unread.length === 0) return 0
  const found = await db.aggregate<{ _id: ObjectId; entries: number }>(NotificationEntries, [
    { $match: { $or: unread } },
    { $group: { _id: '$recipient_id', entries: { $sum: 1 } } },
  ])
  const due = new Map(found.map(({ _id, entries }) => [_id.toHexString(), entries]))
  const wrong = inboxes.flatMap(({ _id, unread_count }) => {
    const entries = due.get(_id.toHexString()) ?? 0
    return entries === unread_count ? [] : [{ _id, unread_count: entries }]
  })
  await db.bulk(
    Inboxes,
    wrong.map(({ _id, unread_count }) => ({ updateOne: { filter: { _id }, update: { $set: { unread_count }, $inc: { revision: 1 } } } })),
  )
  return wrong.length
}
