import type { Filter } from 'mongodb'
import type { Sort } from '../../shared/store/cursor.ts'
import type { Db } from '../../shared/store/database.ts'
import { schedule } from '../../shared/runtime/schedule.ts'
import { expireNotifications, notificationsRemoved } from './contract.ts'
import { type Entry, type Inbox, Inboxes, NotificationEntries } from './model.ts'

const dayMs = 24 * 3600 * 1000
const keptMs = 90 * dayMs
const keptUnlistedMs = 14 * dayMs
const pageSize = 100
const pagesPerRun = 1000

/**
 * Settles what was read by a mark, then removes what was read long ago, and what is in no list once nothing is to be sent
 * of it. What a run leaves the next one takes up.
 */
export const handler = schedule(expireNotifications, async ({ db, now, flush }) => {
  const marks_settled = await everyPage(async () => {
    const inboxes = await db.find(Inboxes, { is_settled: false }, { limit: pageSize })
    for (const inbox of inboxes) await settle(db, inbox)
    return inboxes.length
  })
  const read = { is_read: true, read_at: { $lt: new Date(now.getTime() - keptMs) } }
  const unlisted = { is_listed: false, created_at: { $lt: new Date(now.getTime() - keptUnlistedMs) } }
  const remove = (filter: Filter<Entry>, sort: Sort) =>
    everyPage(async () => {
      const removed = await removePage(db, filter, sort)
      await flush()
      return removed
    })
  const expired = (await remove(read, { read_at: 1 })) + (await remove(unlisted, { created_at: 1 }))
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
    await db.updateMany(NotificationEntries, { recipient_id: _id, is_listed: true, is_read: false, ...below }, { $set: { is_read: true, read_at: at } })
  }
  await db.update(Inboxes, { _id, read_up_to }, { is_settled: true })
}

async function removePage(db: Db, filter: Filter<Entry>, sort: Sort): Promise<number> {
  const expired = await db.find(NotificationEntries, filter, { sort, limit: pageSize })
  if (expired.length === 0) return 0
  // The event first: acts without their entry are harmless, while an entry's acts would stay for ever without the event.
  await db.emit([notificationsRemoved({ entry_ids: expired.map(({ _id }) => _id) })])
  return db.removeMany(NotificationEntries, { $or: expired.map(({ _id, recipient_id }) => ({ _id, recipient_id })) })
}
