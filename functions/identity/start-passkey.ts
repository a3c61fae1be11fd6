import { http } from '../../shared/runtime/http.ts'
import { ownAccount } from '../profiles/public.ts'
import { startPasskey } from './contract.ts'
import { Passkeys } from './model.ts'
import { challengeMs, giveChallenge, mostPasskeys, relyingParty } from './passkeys.ts'

// As COSE names them: EdDSA, ES256 and RS256, which all authenticators together understand.
const algorithms = [-8, -7, -257]

/** Asks the browser for a passkey that logs in without a username, and that the device does not hold yet. */
export const handler = http(startPasskey, async ({ user, db, now }) => {
  const { username, full_name } = await ownAccount(db, user.id)
  const present = await db.find(Passkeys, { user_id: user.id }, { sort: { _id: -1 }, limit: mostPasskeys })
  return {
    rp: { id: relyingParty().id, name: 'Atrium' },
    user: { id: Buffer.from(user.id.id).toString('base64url'), name: username, displayName: full_name ?? username },
    challenge: await giveChallenge(db, user.id, now),
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key' as const, alg })),
    timeout: challengeMs,
    attestation: 'none',
    excludeCredentials: present.map(({ credential_id: id, transports }) => ({ id, type: 'public-key' as const, transports })),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'preferred' },
  }
})
