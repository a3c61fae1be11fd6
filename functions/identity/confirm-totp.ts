import { http } from '../../shared/runtime/http.ts'
import { guessLimits, limitFailures } from './attempts.ts'
import { confirmTotp } from './contract.ts'
import { Credentials } from './model.ts'
import { newRecoveryCodes, stepOf } from './totp.ts'

/** Turns the second factor on for who has its secret, and hands out the recovery codes. */
export const handler = http(confirmTotp, async ({ body, user, db, aside, now, problem }) => {
  const credentials = await db.get(Credentials, user.id)
  const pending = credentials?.pending_totp
  if (!pending) throw problem('totp_not_started')
  const last_step = await limitFailures(aside, guessLimits('code', user.id.toHexString()), now, () =>
    stepOf(pending.secret, body.code, now),
  )
  if (last_step === undefined) throw problem('invalid_code')

  const { shown, stored } = await newRecoveryCodes(user.id)
  const totp = { secret: pending.secret, last_step, recovery_codes: stored, enabled_at: now }
  const asked = { _id: user.id, totp: null, 'pending_totp.secret': pending.secret }
  const confirmed = await db.update(Credentials, asked, { totp, pending_totp: null, updated_at: now })
  if (!confirmed) throw problem('totp_not_started')
  return { recovery_codes: shown }
})
