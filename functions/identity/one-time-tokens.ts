import { createHash } from 'node:crypto'
import { ObjectId } from 'mongodb'
import { authenticationCode } from '../../shared/auth/sealed-text.ts'
import type { Db } from '../../shared/store/database.ts'
import { duplicateFields } from '../../shared/store/faults.ts'
import { OneTimeTokens } from './model.ts'

const hour = 3_600_000

/** What a token in a mail is for, and how long it is good. */
const lifetimes = { verify_email: 48 * hour, reset_password: hour } as const

export type Purpose = keyof typeof lifetimes

/** The event that asks for a token. The same event always makes the same token, so that it need not be kept readable. */
export interface Occasion {
  readonly id: string
  readonly at: Date
}

/**
 * Stores the hash of the token that `occasion` asks for, in place of any older one, and returns the token. `undefined`
 * where there is nothing to mail: it was mailed before, a newer one was asked for, or it would have expired.
 */
export async function makeToken(
  db: Db,
  purpose: Purpose,
  userId: ObjectId,
  occasion: Occasion,
  now: Date,
): Promise<string | undefined> {
  const expires_at = new Date(occasion.at.getTime() + lifetimes[purpose])
  if (expires_at <= now) return undefined
  const _id = idOf(purpose, userId)
  const token = `${userId.toHexString()}.${await authenticationCode(`${_id} ${occasion.id}`, 'one-time-token')}`
  const token_hash = hashOf(token)
  const fresh = { token_hash, requested_at: occasion.at, expires_at, used_at: null, mailed: false }
  try {
    await db.update(OneTimeTokens, { _id, requested_at: { $lt: occasion.at } }, { $set: fresh }, { upsert: true })
  } catch (error) {
    // One as new is there already: this one, if the event was delivered before.
    if (!duplicateFields(error)) throw error
    const open = await db.get(OneTimeTokens, { _id, token_hash, mailed: false, used_at: null })
    if (!open) return undefined
  }
  return token
}

/** Notes that a token went out, so that the same event sends no second mail. */
export async function noteMailed(db: Db, purpose: Purpose, userId: ObjectId, token: string): Promise<void> {
  await db.update(OneTimeTokens, { _id: idOf(purpose, userId), token_hash: hashOf(token) }, { mailed: true })
}

/** Takes a token and returns whose it was; `undefined` when it is unknown, used, expired or voided by a newer one. */
export async function useToken(db: Db, purpose: Purpose, token: string, now: Date): Promise<ObjectId | undefined> {
  const owner = /^([0-9a-f]{24})\.[\w-]{43}$/.exec(token)?.[1]
  if (owner === undefined) return undefined
  const userId = new ObjectId(owner)
  const good = { _id: idOf(purpose, userId), token_hash: hashOf(token), used_at: null, expires_at: { $gt: now } }
  // It stays until it expires, so that a late delivery of its event does not bring it back.
  return (await db.update(OneTimeTokens, good, { used_at: now })) ? userId : undefined
}

function idOf(purpose: Purpose, userId: ObjectId): string {
  return `${purpose}:${userId.toHexString()}`
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
