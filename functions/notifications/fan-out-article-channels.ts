import { eventBatch } from '../../shared/runtime/worker.ts'
import { loadWideAudience } from './audience.ts'
import { channelEvents } from './channels.ts'
import { fanOutArticleChannels } from './contract.ts'
import { fannedOut } from './inbox.ts'
import { NotificationEntries } from './model.ts'

/** Has a page of followers who were told of an article mailed and pushed what was opened for them, in messages of their own. */
export const handler = eventBatch(fanOutArticleChannels, async ({ events, db }) => {
  for (const { data } of events) {
    const about = { type: fannedOut, subject_type: 'articles', subject_id: data.article_id, is_read: false } as const
    const entries = await db.find(NotificationEntries, { recipient_id: { $in: data.recipient_ids }, ...about }, { fields: { recipient_id: 1 } })
    const channelsOf = await loadWideAudience(db, data.recipient_ids, fannedOut)
    await db.emit(channelEvents(entries.map((entry) => ({ entry, channels: channelsOf(entry.recipient_id) }))))
  }
})
