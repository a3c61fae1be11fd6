import { generateRegistrationOptions } from '@simplewebauthn/server'
import { http } from '../../shared/runtime/http.ts'
import { ownAccount } from '../profiles/public.ts'
import { CreationOptions, startPasskey } from './contract.ts'
import { Passkeys } from './model.ts'
import { challengeMs, giveChallenge, mostPasskeys, relyingParty } from './passkeys.ts'

/** Asks the browser for a passkey that logs in without a username, and that the device does not hold yet. */
export const handler = http(startPasskey, async ({ user, db, now }) => {
  const { username, full_name } = await ownAccount(db, user.id)
  const present = await db.find(Passkeys, { user_id: user.id }, { sort: { _id: -1 }, limit: mostPasskeys })
  const options = await generateRegistrationOptions({
    rpName: 'Atrium',
    rpID: relyingParty().id,
    userName: username,
    userDisplayName: full_name ?? username,
    userID: new Uint8Array(user.id.id),
    timeout: challengeMs,
    attestationType: 'none',
    excludeCredentials: present.map(({ credential_id, transports }) => ({ id: credential_id, transports })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
  })
  await giveChallenge(db, options.challenge, user.id, now)
  return CreationOptions.parse(options)
})
