import { http } from '../../shared/runtime/http.ts'
import { guessLimits, limitFailures } from './attempts.ts'
import { disableTotp } from './contract.ts'
import { Credentials } from './model.ts'
import { provePassword } from './prove-password.ts'
import { hasTotp, takeCode } from './totp.ts'

/** Turns the second factor off for who has both factors. */
export const handler = http(disableTotp, async ({ body, user, db, aside, now, problem }) => {
  const key = user.id.toHexString()
  const known = await limitFailures(aside, guessLimits('password', key), now, () =>
    provePassword(aside, user.id, body.password, now),
  )
  if (!known) throw problem('wrong_password')
  if (!hasTotp(known)) throw problem('totp_not_enabled')
  const taken = await limitFailures(aside, guessLimits('code', key), now, async () =>
    (await takeCode(aside, known, body.code, now)) || undefined,
  )
  if (!taken) throw problem('invalid_code')
  await db.update(Credentials, user.id, { totp: null, updated_at: now })
})
