import { http } from '../../shared/runtime/http.ts'
import { Users } from '../profiles/public.ts'
import { verifyEmail } from './contract.ts'
import { useToken } from './one-time-tokens.ts'

/** Confirms the address of who holds the token of the mail. */
export const handler = http(verifyEmail, async ({ body, db, now, problem }) => {
  const userId = await useToken(db, 'verify_email', body.token, now)
  const user = userId && (await db.update(Users, userId, { email_verified: true }))
  if (!user) throw problem('invalid_token')
})
