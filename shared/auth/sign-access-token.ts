import type { ObjectId } from 'mongodb'
import { importJWK, SignJWT } from 'jose'
import type { Role } from '../contract/roles.ts'
import { audience, issuers } from './issuers.ts'
import { algorithm, type SigningKey, signingKey } from './signing-keys.ts'

/** How long an access token lives. */
export const accessTokenSeconds = 900

export interface Subject {
  readonly user_id: ObjectId
  readonly session_id: ObjectId
  readonly role: Role
}

const imported = new WeakMap<SigningKey, ReturnType<typeof importJWK>>()

/** An access token (RFC 9068) that is good for 15 minutes from `now`. */
export async function signAccessToken({ user_id, session_id, role }: Subject, now: Date): Promise<string> {
  const key = await signingKey(now)
  const seconds = Math.floor(now.getTime() / 1000)
  return new SignJWT({ sid: session_id.toHexString(), role })
    .setProtectedHeader({ alg: algorithm, kid: key.kid, typ: 'at+jwt' })
    .setIssuer(issuers().TOKEN_ISSUER)
    .setSubject(user_id.toHexString())
    .setAudience(audience)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + accessTokenSeconds)
    .sign(await privateKey(key))
}

function privateKey(key: SigningKey): ReturnType<typeof importJWK> {
  const known = imported.get(key)
  if (known) return known
  const importing = importJWK({ ...key.private_jwk }, algorithm)
  imported.set(key, importing)
  return importing
}
