import { ObjectId } from 'mongodb'
import { hashPassword } from '../../shared/auth/passwords.ts'
import { isWeak } from '../../shared/auth/weak-passwords.ts'
import { http } from '../../shared/runtime/http.ts'
import { guessLimits, limitFailures } from './attempts.ts'
import { changePassword, sessionsEnded } from './contract.ts'
import { Credentials } from './model.ts'
import { provePassword } from './prove-password.ts'
import { endSessions } from './sessions.ts'

/** Sets a new password for who knows the old one, and ends the sessions that someone else may have. */
export const handler = http(changePassword, async ({ body, user, db, aside, now, problem }) => {
  if (await isWeak(body.new_password)) throw problem('weak_password')
  const known = await limitFailures(aside, guessLimits('password', user.id.toHexString()), now, () =>
    provePassword(aside, user.id, body.current_password, now),
  )
  if (!known) throw problem('wrong_password')

  const kept_session_id = user.session_id === undefined ? null : new ObjectId(user.session_id)
  await db.update(Credentials, user.id, { password_hash: await hashPassword(body.new_password), updated_at: now })
  await endSessions(db, user.id, kept_session_id)
  await db.emit([sessionsEnded({ user_id: user.id, kept_session_id })])
})
