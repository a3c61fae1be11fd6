import { generateAuthenticationOptions } from '@simplewebauthn/server'
import { http } from '../../shared/runtime/http.ts'
import { startPasskeyLogin } from './contract.ts'
import { challengeMs, giveChallenge, relyingParty } from './passkeys.ts'

/** Asks the browser for any passkey of this site. */
export const handler = http(startPasskeyLogin, async ({ db, now }) => {
  const rpId = relyingParty().id
  const { challenge } = await generateAuthenticationOptions({ rpID: rpId })
  await giveChallenge(db, challenge, null, now)
  return { rpId, challenge, timeout: challengeMs, userVerification: 'preferred' }
})
