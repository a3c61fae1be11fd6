import { http } from '../../shared/runtime/http.ts'
import { Users } from '../profiles/public.ts'
import { guessLimits, limitFailures } from './attempts.ts'
import { readChallenge } from './challenge.ts'
import { loginWithTotp } from './contract.ts'
import { Credentials } from './model.ts'
import { openSession } from './sessions.ts'
import { hasTotp, takeCode } from './totp.ts'

/** Opens the session for which the password was given before. */
export const handler = http(loginWithTotp, async ({ body, request, db, aside, now, newId, problem }) => {
  const userId = await readChallenge(body.challenge, now)
  const credentials = userId ? await db.get(Credentials, userId) : null
  if (!hasTotp(credentials)) throw problem('invalid_challenge')
  const taken = await limitFailures(aside, guessLimits('code', credentials._id.toHexString()), now, async () =>
    (await takeCode(aside, credentials, body.code, now)) || undefined,
  )
  if (!taken) throw problem('invalid_code')
  const user = await db.get(Users, credentials._id)
  if (!user) throw problem('invalid_challenge')
  return openSession(db, { _id: newId(), user, origin: request, now })
})
