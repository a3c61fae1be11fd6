import { http } from '../../shared/runtime/http.ts'
import { after } from '../../shared/store/cursor.ts'
import type { Db } from '../../shared/store/database.ts'
import { readNotifications } from './contract.ts'
import { claimInbox, fannedOut, isRead, unreadOf } from './inbox.ts'
import { type Entry, Inboxes, NotificationEntries } from './model.ts'

const newestFirst = { created_at: -1, _id: -1 } as const

/**
 * Moves the inbox's mark, below which every entry counts as read: one write, however many entries there are. The mark
 * only moves forward.
 */
export const handler = http(readNotifications, async ({ body: { up_to, inclusive }, user, db, now, problem }) => {
  const recipient_id = user.id
  const inbox = await claimInbox(db, recipient_id)
  const named = up_to && (await db.get(NotificationEntries, { _id: up_to, recipient_id }))
  if (up_to && !named) throw problem('notification_not_found')
  const last = named && inclusive ? named : await newestOf(db, recipient_id, named)
  if (!last || isBelowMark(last, inbox)) return

  const mark = { created_at: last.created_at, entry_id: last._id, at: now }
  const counted = [{ $match: { ...unreadOf(recipient_id, mark), type: { $ne: fannedOut } } }, { $count: 'count' }]
  const [above] = await db.aggregate<{ count: number }>(NotificationEntries, counted)
  await db.update(Inboxes, recipient_id, { read_up_to: mark, is_settled: false, unread_count: above?.count ?? 0 })
})

/** The newest entry, or the newest of those that are older than a given one. */
async function newestOf(db: Db, recipient_id: Entry['recipient_id'], than: Entry | null | undefined): Promise<Entry | undefined> {
  const older = than ? after([than.created_at, than._id], newestFirst) : {}
  const [entry] = await db.find(NotificationEntries, { recipient_id, is_listed: true, ...older }, { sort: newestFirst, limit: 1 })
  return entry
}

function isBelowMark({ _id, created_at }: Entry, { read_up_to }: { readonly read_up_to: Parameters<typeof isRead>[1] }): boolean {
  return isRead({ _id, created_at, is_listed: true, is_read: false }, read_up_to)
}
