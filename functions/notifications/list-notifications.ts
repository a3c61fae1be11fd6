import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { listNotifications } from './contract.ts'
import { unreadOf } from './inbox.ts'
import { Inboxes, NotificationEntries } from './model.ts'
import { presentEntries } from './present.ts'

/** Lists the caller's entries, the newest first. */
export const handler = http(listNotifications, async ({ user, query: { unread, type }, db, list }) => {
  const inbox = await db.get(Inboxes, user.id)
  const own = unread ? unreadOf(user.id, inbox?.read_up_to) : { recipient_id: user.id, is_listed: true }
  const entries = await db.page(NotificationEntries, {
    filter: { ...own, ...(type && { type }) },
    sort: { created_at: -1, _id: -1 },
    request: list,
  })
  return withItems(entries, await presentEntries(db, entries.items, { recipient: user, inbox }))
})
