import { eachEvent } from '../../shared/runtime/worker.ts'
import { findByName, Users } from '../profiles/public.ts'
import { sendResetMail } from './contract.ts'
import { mailToken } from './mails.ts'
import { PasswordResetRequests } from './model.ts'

/** Mails the link if the address of the request is some user's. */
export const handler = eachEvent(sendResetMail, async ({ event, db, now }) => {
  const request = await db.get(PasswordResetRequests, event.data.request_id)
  const userId = request && (await findByName(db, 'email', request.email))
  const user = userId && (await db.get(Users, userId))
  if (user) await mailToken(db, 'reset_password', user, event, now)
})
