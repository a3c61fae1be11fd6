import { eventBatch } from '../../shared/runtime/worker.ts'
import { pagesOf } from './channels.ts'
import { digestRunContinued, digestsDue, pageNotificationDigests } from './contract.ts'
import { NotificationPreferences } from './model.ts'

const pageSize = 1000
const digestsPerEvent = 50

/**
 * Has the digests of one page of people mailed, and comes back for the next: both events commit with the id of their own, so
 * that nobody is missed and no page is gone through twice.
 */
export const handler = eventBatch(pageNotificationDigests, async ({ events, db }) => {
  for (const { data } of events) {
    const wanting = { wants_digest: true, ...(data.after && { _id: { $gt: data.after } }) }
    const page = await db.find(NotificationPreferences, wanting, { sort: { _id: 1 }, limit: pageSize, fields: { _id: 1 } })
    const user_ids = page.map(({ _id }) => _id)
    const last = user_ids.length === pageSize ? user_ids.at(-1) : undefined
    await db.emit([
      ...pagesOf(user_ids, digestsPerEvent).map((ids) => digestsDue({ at: data.at, user_ids: ids })),
      ...(last ? [digestRunContinued({ at: data.at, after: last })] : []),
    ])
  }
})
