import { http } from '../../shared/runtime/http.ts'
import { deleteNotification, notificationsRemoved } from './contract.ts'
import { addUnread, claimInbox, isCounted, isRead } from './inbox.ts'
import { NotificationEntries } from './model.ts'

/** Removes one entry; the acts behind it follow. */
export const handler = http(deleteNotification, async ({ params, user, db, problem }) => {
  const inbox = await claimInbox(db, user.id)
  const removed = await db.remove(NotificationEntries, { _id: params.notification_id, recipient_id: user.id })
  if (!removed) throw problem('notification_not_found')
  if (isCounted(removed) && !isRead(removed, inbox.read_up_to)) await addUnread(db, [{ recipient_id: user.id, by: -1 }])
  await db.emit([notificationsRemoved({ entry_ids: [removed._id] })])
})
