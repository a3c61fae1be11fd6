import { http } from '../../shared/runtime/http.ts'
import { Users } from '../profiles/public.ts'
import { limitFailures, loginLimits } from './attempts.ts'
import { writeChallenge } from './challenge.ts'
import { login } from './contract.ts'
import { findAccount, provePassword } from './prove-password.ts'
import { openSession } from './sessions.ts'

/** Opens a session for who knows the password, or asks for the second factor. */
export const handler = http(login, async ({ body, request, db, aside, now, newId, problem }) => {
  const name = body.login.trim().toLowerCase()
  const account = await limitFailures(aside, loginLimits(name, request.address), now, async () =>
    provePassword(db, await findAccount(db, name), body.password, now),
  )
  const user = account && (await db.get(Users, account._id))
  if (!user) throw problem('invalid_credentials', { detail: 'There is no account with this login and password.' })
  if (account.totp) {
    throw problem('second_factor_required', { extra: { challenge: await writeChallenge(account._id, now) } })
  }
  return openSession(db, { _id: newId(), user, origin: request, now })
})
