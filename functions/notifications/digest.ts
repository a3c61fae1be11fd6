import type { Db } from '../../shared/store/database.ts'
import { notificationTypes, type NotificationType } from './contract.ts'
import type { Recipient } from './due-entries.ts'
import { isRead } from './inbox.ts'
import { NotificationEntries, NotificationPreferences } from './model.ts'
import type { Presented } from './present.ts'
import { sayNow } from './say-now.ts'

const mostItems = 25
const mostRead = 100

const dayMs = 24 * 3_600_000
// After a longer break nobody wants all of it.
const longestSpanMs = 7 * dayMs

export interface Digest {
  /** The newest first. */
  readonly items: readonly Presented[]
  /** How many more there are. */
  readonly others: number
  /** Whether there are even more. */
  readonly is_cut: boolean
}

/** What was opened for someone since their last digest, until `at`, and is unread: what they may see of it now. */
export async function loadDigest(db: Db, recipient: Recipient, at: Date, now: Date): Promise<Digest> {
  const entries = await db.find(
    NotificationEntries,
    {
      recipient_id: recipient._id,
      is_read: false,
      type: { $in: dailyTypes(recipient) },
      created_at: { $gt: beginning(recipient.digested_until, at), $lte: at },
    },
    { sort: { created_at: -1, _id: -1 }, limit: mostRead + 1 },
  )
  const unread = entries.slice(0, mostRead).filter((entry) => !isRead(entry, recipient.inbox?.read_up_to))
  const said = await sayNow(db, unread, recipient, now)
  const items = said.slice(0, mostItems)
  return { items, others: said.length - items.length, is_cut: entries.length > mostRead }
}

/** Lets the next digest begin where this one ended. What is in no list is closed: what happens next is told anew. */
export async function noteDigested(db: Db, recipient: Recipient, at: Date): Promise<void> {
  const unlisted = { recipient_id: recipient._id, is_listed: false, is_read: false }
  const told = { ...unlisted, type: { $in: dailyTypes(recipient) }, created_at: { $lte: at } }
  await db.updateMany(NotificationEntries, told, { $set: { is_read: true, read_at: at } })
  await db.update(NotificationPreferences, recipient._id, { $max: { digested_until: at } })
}

function dailyTypes({ channels }: Recipient): NotificationType[] {
  return notificationTypes.filter((type) => channels[type].email === 'daily')
}

/** Where a digest begins: at the end of the last one, a day before where there was none, a week before at the most. */
function beginning(digested_until: Date | null, at: Date): Date {
  const last = digested_until?.getTime() ?? at.getTime() - dayMs
  return new Date(Math.max(last, at.getTime() - longestSpanMs))
}
