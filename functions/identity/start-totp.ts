import { http, reply } from '../../shared/runtime/http.ts'
import { ownAccount } from '../profiles/public.ts'
import { startTotp } from './contract.ts'
import { Credentials } from './model.ts'
import { newSecret } from './totp.ts'

/** Keeps a new secret aside until a code shows that the authenticator has it. */
export const handler = http(startTotp, async ({ user, db, now, problem }) => {
  const { username } = await ownAccount(db, user.id)
  const { sealed, secret, otpauth_url } = await newSecret(username)
  const pending_totp = { secret: sealed, created_at: now }
  const started = await db.update(Credentials, { _id: user.id, totp: null }, { pending_totp, updated_at: now })
  if (!started) throw problem('totp_already_enabled')
  return reply(201, { secret, otpauth_url })
})
