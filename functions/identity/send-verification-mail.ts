import { eachEvent } from '../../shared/runtime/worker.ts'
import { Users } from '../profiles/public.ts'
import { sendVerificationMail } from './contract.ts'
import { mailToken } from './mails.ts'

/** Mails the link to whoever registered or asked again, unless the address is confirmed by now. */
export const handler = eachEvent(sendVerificationMail, async ({ event, db, now }) => {
  const user = await db.get(Users, event.data.user_id)
  if (user && !user.email_verified) await mailToken(db, 'verify_email', user, event, now)
})
