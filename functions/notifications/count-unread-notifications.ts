import { http } from '../../shared/runtime/http.ts'
import { countUnreadNotifications } from './contract.ts'
import { fannedOut, unreadOf } from './inbox.ts'
import { Inboxes, NotificationEntries } from './model.ts'

/** Answers the counter that changes together with the entries, and adds those that were fanned out. */
export const handler = http(countUnreadNotifications, async ({ user, db }) => {
  const inbox = await db.get(Inboxes, user.id, { fields: { unread_count: 1, read_up_to: 1 } })
  const [found] = await db.aggregate<{ count: number }>(NotificationEntries, [
    { $match: { ...unreadOf(user.id, inbox?.read_up_to), type: fannedOut } },
    { $count: 'count' },
  ])
  return { unread_count: (inbox?.unread_count ?? 0) + (found?.count ?? 0) }
})
