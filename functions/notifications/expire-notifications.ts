import type { Db } from '../../shared/store/database.ts'
import { schedule } from '../../shared/runtime/schedule.ts'
import { expireNotifications, notificationsRemoved } from './contract.ts'
import { type Inbox, Inboxes, NotificationEntries } from './model.ts'

const keptMs = 90 * 24 * 3600 * 1000
const pageSize = 100
const pagesPerRun = 1000

/** Settles what was read by a mark, then removes what was read long ago. What a run leaves the next one takes up. */
export const handler = schedule(expireNotifications, async ({ db, now, flush }) => {
  const marks_settled = await everyPage(async () => {
    const inboxes = await db.find(Inboxes, { is_settled: false }, { limit: pageSize })
    for (const inbox of inboxes) await settle(db, inbox)
    return inboxes.length
  })
  const before = new Date(now.getTime() - keptMs)
  const expired = await everyPage(async () => {
    const removed = await removeReadBefore(db, before)
    await flush()
    return removed
  })
  return { marks_settled, expired }
})

async function everyPage(work: () => Promise<number>): Promise<number> {
  let total = 0
  for (let page = 0; page < pagesPerRun; page += 1) {
    const done = await work()
    total += done
    if (done < pageSize) break
  }
  return total
}

/** Lets every entry below the mark say itself that it is read, unless the mark moves on meanwhile. */
async function settle(db: Db, { _id, read_up_to }: Inbox): Promise<void> {
  if (read_up_to) {
    const { created_at, entry_id, at } = read_up_to
    const below = { created_at: { $lte: created_at }, $or: [{ created_at: { $lt: created_at } }, { _id: { $lte: entry_id } }] }
    await db.updateMany(NotificationEntries, { recipient_id: _id, is_read: false, ...below }, { $set: { is_read: true, read_at: at } })
  }
  await db.update(Inboxes, { _id, read_up_to }, { is_settled: true })
}

async function removeReadBefore(db: Db, before: Date): Promise<number> {
  const expired = await db.find(NotificationEntries, { is_read: true, read_at: { $lt: before } }, { sort: { read_at: 1 }, limit: pageSize })
  if (expired.length === 0) return 0
  // The event first: acts without their entry are harmless, while an entry's acts would stay for ever without the event.
  await db.emit([notificationsRemoved({ entry_ids: expired.map(({ _id }) => _id) })])
  return db.removeMany(NotificationEntries, { $or: expired.map(({ _id, recipient_id }) => ({ _id, recipient_id })) })
}
