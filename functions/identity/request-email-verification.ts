import { http } from '../../shared/runtime/http.ts'
import { ownAccount, Users } from '../profiles/public.ts'
import { requestEmailVerification, verificationRequested } from './contract.ts'

/** Has another mail sent, unless the address is confirmed. */
export const handler = http(requestEmailVerification, async ({ user, db, now, problem }) => {
  const { email_verified } = await ownAccount(db, user.id)
  if (email_verified) throw problem('already_verified')
  await db.update(Users, user.id, { updated_at: now }, { emit: [verificationRequested({ user_id: user.id })] })
})
