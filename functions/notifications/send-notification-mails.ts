import { hasCall } from '../../shared/runtime/http/throttle.ts'
import { sendMail } from '../../shared/mail/send-mail.ts'
import { eachEvent } from '../../shared/runtime/worker.ts'
import { sendNotificationMails } from './contract.ts'
import { eachDueEntry } from './due-entries.ts'
import { instantLetter } from './notification-letters.ts'
import { sayNow } from './say-now.ts'
import { sendOnce } from './sendings.ts'

// Whoever likes and unlikes by turns opens one entry after another.
const mostMails = { per: 'user', max: 20, window_seconds: 3600 } as const

/** Mails people the entries that were opened, each once, unless it was taken back, read or turned off meanwhile. */
export const handler = eachEvent(sendNotificationMails, async ({ event, db, now }) => {
  await eachDueEntry(db, event.data.entries, ({ email }) => email === 'instant', async ({ entry, recipient }) => {
    if (!recipient.email_verified) return
    const [said] = await sayNow(db, [entry], recipient, now)
    if (!said) return
    await sendOnce(db, `mail:${entry._id.toHexString()}`, now, async () => {
      if (!(await hasCall(db, `notification mail ${recipient._id.toHexString()}`, mostMails, now))) return
      await sendMail(await instantLetter(said, recipient))
    })
  })
})
