import { Binary } from 'mongodb'
import { http, reply } from '../../shared/runtime/http.ts'
import { addPasskey } from './contract.ts'
import { Passkeys } from './model.ts'
import { mostPasskeys, presentPasskey, relyingParty, takeChallenge, webAuthn } from './passkeys.ts'

/** Keeps the public half of the passkey that a browser made for the caller's challenge. */
export const handler = http(addPasskey, async ({ body, user, db, aside, now, newId, problem }) => {
  const { name = 'Passkey', ...credential } = body
  const expectedChallenge = await takeChallenge(aside, credential.response.clientDataJSON, user.id, now)
  if (expectedChallenge === undefined) throw problem('invalid_passkey', { detail: 'Its challenge is not open.' })
  const { verifyRegistrationResponse } = await webAuthn()
  const { id: expectedRPID, origin: expectedOrigin } = relyingParty()
  const expected = { expectedChallenge, expectedRPID, expectedOrigin, requireUserVerification: false }
  const { registrationInfo: made } = await verifyRegistrationResponse({
    response: { ...credential, clientExtensionResults: {} },
    ...expected,
  }).catch((cause: Error) => {
    throw problem('invalid_passkey', { detail: cause.message })
  })
  if (!made) throw problem('invalid_passkey')

  const present = await db.find(Passkeys, { user_id: user.id }, { fields: { _id: 1 }, limit: mostPasskeys })
  if (present.length === mostPasskeys) throw problem('passkey_limit_reached')
  const passkey = {
    _id: newId(),
    user_id: user.id,
    name,
    credential_id: made.credential.id,
    public_key: new Binary(made.credential.publicKey),
    counter: made.credential.counter,
    transports: made.credential.transports ?? [],
    is_synced: made.credentialBackedUp,
    created_at: now,
    last_used_at: null,
  }
  await db.insert(Passkeys, passkey, { onDuplicate: () => problem('passkey_exists') })
  return reply(201, presentPasskey(passkey))
})
