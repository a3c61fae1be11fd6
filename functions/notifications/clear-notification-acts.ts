import { eachEvent } from '../../shared/runtime/worker.ts'
import { clearNotificationActs, notificationsRemoved } from './contract.ts'
import { NotificationActs } from './model.ts'

const pageSize = 1000
const pagesPerRun = 10

/**
 * Forgets the acts of removed entries, however many there are. Mentions are kept while their comment is there: every edit
 * names them again, and nobody is told again of what they have put away.
 */
export const handler = eachEvent(clearNotificationActs, async ({ event, db }) => {
  const { entry_ids } = event.data
  for (let page = 0; page < pagesPerRun; page += 1) {
    const told = { entry_id: { $in: entry_ids }, type: { $ne: 'mention' as const } }
    const acts = await db.find(NotificationActs, told, { fields: { _id: 1 }, limit: pageSize })
    await db.removeMany(NotificationActs, { _id: { $in: acts.map(({ _id }) => _id) } })
    if (acts.length < pageSize) return
  }
  await db.emit([notificationsRemoved({ entry_ids })])
})
