import { ObjectId } from 'mongodb'
import * as z from 'zod'
import { seal, unseal } from '../../shared/auth/sealed-text.ts'

const lifetimeMs = 5 * 60_000
const purpose = 'login-challenge'

const Challenge = z.object({ user_id: z.string(), expires_at: z.number() })

/** What stands for a login whose password was right, until its second factor: good for five minutes. */
export function writeChallenge(userId: ObjectId, now: Date): Promise<string> {
  return seal(JSON.stringify({ user_id: userId.toHexString(), expires_at: now.getTime() + lifetimeMs }), purpose)
}

/** Whose login a challenge stands for; `undefined` when it is not ours or too old. */
export async function readChallenge(challenge: string, now: Date): Promise<ObjectId | undefined> {
  const text = await unseal(challenge, purpose).catch(() => undefined)
  if (text === undefined) return undefined
  const { user_id, expires_at } = Challenge.parse(JSON.parse(text))
  return expires_at > now.getTime() ? new ObjectId(user_id) : undefined
}
