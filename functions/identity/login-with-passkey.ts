import { http } from '../../shared/runtime/http.ts'
import { Users } from '../profiles/public.ts'
import { writeChallenge } from './challenge.ts'
import { loginWithPasskey } from './contract.ts'
import { Credentials, Passkeys } from './model.ts'
import { relyingParty, takeChallenge, webAuthn } from './passkeys.ts'
import { openSession } from './sessions.ts'
import { hasTotp } from './totp.ts'

/** Opens a session for who holds a passkey. A counter that stands still tells of a copy, and is refused. */
export const handler = http(loginWithPasskey, async ({ body, request, db, aside, now, newId, problem }) => {
  const expectedChallenge = await takeChallenge(aside, body.response.clientDataJSON, null, now)
  const passkey = await db.get(Passkeys, { credential_id: body.id })
  if (expectedChallenge === undefined || !passkey) throw problem('invalid_passkey')

  const { verifyAuthenticationResponse } = await webAuthn()
  const { id: expectedRPID, origin: expectedOrigin } = relyingParty()
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: { ...body, clientExtensionResults: {} },
    expectedChallenge,
    expectedRPID,
    expectedOrigin,
    requireUserVerification: false,
    credential: { id: passkey.credential_id, publicKey: new Uint8Array(passkey.public_key.buffer), counter: passkey.counter },
  }).catch(() => {
    throw problem('invalid_passkey')
  })
  if (!verified) throw problem('invalid_passkey')

  const used = { counter: authenticationInfo.newCounter, is_synced: authenticationInfo.credentialBackedUp, last_used_at: now }
  const current = await db.update(Passkeys, { _id: passkey._id, counter: passkey.counter }, used)
  const user = current && (await db.get(Users, passkey.user_id))
  if (!user) throw problem('invalid_passkey')
  if (!authenticationInfo.userVerified && hasTotp(await db.get(Credentials, passkey.user_id))) {
    throw problem('second_factor_required', { extra: { challenge: await writeChallenge(passkey.user_id, now) } })
  }
  return openSession(db, { _id: newId(), user, origin: request, now })
})
