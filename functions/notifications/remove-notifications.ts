import { eventBatch } from '../../shared/runtime/worker.ts'
import { notificationsRemoved, notificationSubjectGone, removeNotifications } from './contract.ts'
import { addUnread, claimInboxes, isCounted, isRead } from './inbox.ts'
import { NotificationEntries } from './model.ts'

const pageSize = 100

/** Removes one page of the entries about each deleted thing and its comments, and comes back for the next. */
export const handler = eventBatch(removeNotifications, async ({ events, db }) => {
  for (const { data: gone } of events) {
    const { subject_type, subject_id, type } = gone
    const all = { $or: [{ subject_type, subject_id }, { root_type: subject_type, root_id: subject_id }] }
    const about = type ? { subject_type, subject_id, type } : all
    const entries = await db.find(NotificationEntries, about, { limit: pageSize })
    if (entries.length === 0) continue
    const inboxes = await claimInboxes(db, entries.map(({ recipient_id }) => recipient_id))
    const unread = entries.filter(isCounted).filter((entry) => !isRead(entry, inboxes.get(entry.recipient_id.toHexString())?.read_up_to))
    await db.bulk(NotificationEntries, entries.map(({ _id, recipient_id }) => ({ deleteOne: { filter: { _id, recipient_id } } })))
    await addUnread(db, unread.map(({ recipient_id }) => ({ recipient_id, by: -1 })))
    await db.emit([
      notificationsRemoved({ entry_ids: entries.map(({ _id }) => _id) }),
      ...(entries.length === pageSize ? [notificationSubjectGone(gone)] : []),
    ])
  }
})
