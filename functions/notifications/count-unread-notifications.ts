import { http } from '../../shared/runtime/http.ts'
import { countUnreadNotifications } from './contract.ts'
import { Inboxes } from './model.ts'

/** Answers the counter that changes together with the entries. */
export const handler = http(countUnreadNotifications, async ({ user, db }) => {
  const inbox = await db.get(Inboxes, user.id, { fields: { unread_count: 1 } })
  return { unread_count: inbox?.unread_count ?? 0 }
})
