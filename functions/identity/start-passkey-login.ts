import { http } from '../../shared/runtime/http.ts'
import { startPasskeyLogin } from './contract.ts'
import { challengeMs, giveChallenge, relyingParty } from './passkeys.ts'

/** Asks the browser for any passkey of this site. */
export const handler = http(startPasskeyLogin, async ({ db, now }) => {
  const challenge = await giveChallenge(db, null, now)
  return { rpId: relyingParty().id, challenge, timeout: challengeMs, userVerification: 'preferred' }
})
