import { http } from '../../shared/runtime/http.ts'
import { readNotification } from './contract.ts'
import { addUnread, claimInbox, isCounted, isRead } from './inbox.ts'
import { NotificationEntries } from './model.ts'

/** Marks one entry as read, however often it is asked for. */
export const handler = http(readNotification, async ({ params, user, db, now, problem }) => {
  const own = { _id: params.notification_id, recipient_id: user.id }
  const inbox = await claimInbox(db, user.id)
  const entry = await db.get(NotificationEntries, own)
  if (!entry) throw problem('notification_not_found')
  if (isRead(entry, inbox.read_up_to)) return
  await db.update(NotificationEntries, own, { is_read: true, read_at: now })
  if (isCounted(entry)) await addUnread(db, [{ recipient_id: user.id, by: -1 }])
})
