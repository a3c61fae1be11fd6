import { randomBytes } from 'node:crypto'
import type { ObjectId } from 'mongodb'
import * as z from 'zod'
import { configuration } from '../../shared/runtime/environment.ts'
import type { Db } from '../../shared/store/database.ts'
import { PasskeyChallenges, type PasskeyDocument } from './model.ts'

const settings = configuration({ PUBLIC_URL: z.url() })

/** The most passkeys that a user may have. */
export const mostPasskeys = 20
export const challengeMs = 5 * 60_000

/** Whom passkeys are made for: the host of the public address, and pages from it. */
export function relyingParty(): { id: string; origin: string } {
  const { hostname, origin } = new URL(settings().PUBLIC_URL)
  return { id: hostname, origin }
}

/** A new challenge, remembered for a user who adds a passkey or, with null, for whoever logs in. */
export async function giveChallenge(db: Db, user_id: ObjectId | null, now: Date): Promise<string> {
  const challenge = randomBytes(32).toString('base64url')
  await db.insert(PasskeyChallenges, { _id: challenge, user_id, expires_at: new Date(now.getTime() + challengeMs) })
  return challenge
}

/** The library that verifies credentials. It is half as large as all else, so a function is ready before it is loaded. */
export function webAuthn() {
  return import('@simplewebauthn/server')
}

/** Takes back the challenge that a browser answers; `undefined` unless it was given out for this and not yet answered. */
export async function takeChallenge(
  db: Db,
  clientDataJSON: string,
  user_id: ObjectId | null,
  now: Date,
): Promise<string | undefined> {
  const challenge = challengeIn(clientDataJSON)
  if (challenge === undefined) return undefined
  const taken = await db.remove(PasskeyChallenges, { _id: challenge, user_id, expires_at: { $gt: now } })
  return taken?._id
}

/** A passkey as its owner sees it. */
export function presentPasskey({ _id, name, is_synced, created_at, last_used_at }: PasskeyDocument) {
  return { id: _id, name, is_synced, created_at, last_used_at }
}

const ClientData = z.object({ challenge: z.string().max(200) })

function challengeIn(clientDataJSON: string): string | undefined {
  try {
    return ClientData.parse(JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'))).challenge
  } catch {
    return undefined
  }
}
