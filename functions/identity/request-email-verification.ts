import { http } from '../../shared/runtime/http.ts'
import { Users } from '../profiles/public.ts'
import { requestEmailVerification, verificationRequested } from './contract.ts'

/** Has another mail sent, unless the address is confirmed. */
export const handler = http(requestEmailVerification, async ({ user, db, problem }) => {
  const unverified = { _id: user.id, email_verified: false }
  const emit = [verificationRequested({ user_id: user.id })]
  if (!(await db.update(Users, unverified, { email_verified: false }, { emit }))) throw problem('already_verified')
})
