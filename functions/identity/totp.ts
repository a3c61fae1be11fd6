import { randomBytes } from 'node:crypto'
import type { ObjectId } from 'mongodb'
import { Secret, TOTP } from 'otpauth'
import { authenticationCode, seal, unseal } from '../../shared/auth/sealed-text.ts'
import type { Db } from '../../shared/store/database.ts'
import { Credentials, type CredentialsDocument } from './model.ts'

const purpose = 'totp'
const periodSeconds = 30
const recoveryCodes = 10

type Active = CredentialsDocument & { readonly totp: NonNullable<CredentialsDocument['totp']> }

/** A new secret (RFC 6238, with the parameters that every authenticator knows: SHA-1, six digits): as shown and as stored. */
export async function newSecret(username: string): Promise<{ secret: string; otpauth_url: string; sealed: string }> {
  const secret = new Secret({ size: 20 })
  const otpauth_url = totpOf(secret.base32, username).toString()
  return { secret: secret.base32, otpauth_url, sealed: await seal(secret.base32, purpose) }
}

/** The time step of a code that is right now, or one step off; `undefined` for a wrong one. */
export async function stepOf(sealed: string, code: string, now: Date): Promise<number | undefined> {
  const delta = totpOf(await unseal(sealed, purpose)).validate({ token: code, timestamp: now.getTime(), window: 1 })
  return delta === null ? undefined : Math.floor(now.getTime() / 1000 / periodSeconds) + delta
}

/** Takes a code of the authenticator, or a recovery code, which is good no second time. Says whether it was right. */
export async function takeCode(db: Db, { _id, totp }: Active, code: string, now: Date): Promise<boolean> {
  if (!/^\d{6}$/.test(code)) return takeRecoveryCode(db, _id, code)
  const step = await stepOf(totp.secret, code, now)
  if (step === undefined) return false
  const unused = { _id, 'totp.secret': totp.secret, 'totp.last_step': { $lt: step } }
  return (await db.update(Credentials, unused, { $set: { 'totp.last_step': step } })) !== null
}

/** Ten recovery codes, fifty random bits each: as shown once and as stored. */
export async function newRecoveryCodes(userId: ObjectId): Promise<{ shown: string[]; stored: string[] }> {
  const shown = Array.from({ length: recoveryCodes }, recoveryCode)
  return { shown, stored: await Promise.all(shown.map((code) => recoveryHash(userId, code))) }
}

/** Whether the second factor is on. */
export function hasTotp(credentials: CredentialsDocument | null): credentials is Active {
  return credentials !== null && credentials.totp !== null
}

async function takeRecoveryCode(db: Db, _id: ObjectId, code: string): Promise<boolean> {
  const hash = await recoveryHash(_id, code)
  const taken = await db.update(Credentials, { _id, 'totp.recovery_codes': hash }, { $pull: { 'totp.recovery_codes': hash } })
  return taken !== null
}

// Crockford's alphabet: no letter that looks like a digit.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

function recoveryCode(): string {
  const letters = Array.from(randomBytes(10), (byte) => alphabet.charAt(byte % alphabet.length)).join('')
  return `${letters.slice(0, 5)}-${letters.slice(5)}`
}

function recoveryHash(userId: ObjectId, code: string): Promise<string> {
  return authenticationCode(`${userId.toHexString()} ${code.toLowerCase().replaceAll(/[\s-]/g, '')}`, 'recovery-code')
}

function totpOf(secret: string, label = ''): TOTP {
  return new TOTP({ issuer: 'Atrium', label, secret: Secret.fromBase32(secret), period: periodSeconds })
}
