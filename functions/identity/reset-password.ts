import { hashPassword } from '../../shared/auth/passwords.ts'
import { isWeak } from '../../shared/auth/weak-passwords.ts'
import { http } from '../../shared/runtime/http.ts'
import { resetPassword, sessionsEnded } from './contract.ts'
import { Credentials } from './model.ts'
import { useToken } from './one-time-tokens.ts'
import { endSessions } from './sessions.ts'

/** Sets a new password for who holds the token of the mail, and ends every session. */
export const handler = http(resetPassword, async ({ body, db, now, problem }) => {
  if (await isWeak(body.password)) throw problem('weak_password')
  const user_id = await useToken(db, 'reset_password', body.token, now)
  if (!user_id) throw problem('invalid_token')

  // Who logged in elsewhere so far has no credentials here yet.
  const password = { password_hash: await hashPassword(body.password), updated_at: now }
  await db.update(Credentials, user_id, { $set: password, $setOnInsert: { totp: null, pending_totp: null } }, { upsert: true })
  await endSessions(db, user_id, null)
  await db.emit([sessionsEnded({ user_id, kept_session_id: null })])
})
