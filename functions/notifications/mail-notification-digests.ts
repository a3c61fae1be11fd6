import { sendMail } from '../../shared/mail/send-mail.ts'
import { eachEvent } from '../../shared/runtime/worker.ts'
import type { Db } from '../../shared/store/database.ts'
import { mailNotificationDigests } from './contract.ts'
import { loadDigest, noteDigested } from './digest.ts'
import { loadRecipients, type Recipient } from './due-entries.ts'
import { digestLetter } from './notification-letters.ts'
import { inGroups, sendOnce, settleAll } from './sendings.ts'

/** Mails people their digest of the day, once; who has nothing new gets none. All are tried. */
export const handler = eachEvent(mailNotificationDigests, async ({ event: { data }, db, now }) => {
  await inGroups(data.user_ids, async (user_ids) => {
    const recipients = await loadRecipients(db, user_ids)
    await settleAll(Array.from(recipients.values(), (recipient) => mailDigest(db, recipient, data.at, now)))
  })
})

async function mailDigest(db: Db, recipient: Recipient, at: Date, now: Date): Promise<void> {
  if (!recipient.email_verified) return
  await sendOnce(db, `digest:${recipient._id.toHexString()}:${at.toISOString()}`, now, async () => {
    const digest = await loadDigest(db, recipient, at, now)
    if (digest.items.length > 0) await sendMail(await digestLetter(digest, recipient))
  })
  await noteDigested(db, recipient, at)
}
