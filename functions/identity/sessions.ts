import { randomBytes, timingSafeEqual } from 'node:crypto'
import { ObjectId } from 'mongodb'
import type * as z from 'zod'
import { authenticationCode } from '../../shared/auth/sealed-text.ts'
import { accessTokenSeconds, signAccessToken } from '../../shared/auth/sign-access-token.ts'
import { touch } from '../../shared/runtime/activity.ts'
import type { Db } from '../../shared/store/database.ts'
import { presentMe, type UserDocument } from '../profiles/public.ts'
import { deviceOf, placeOf } from './device.ts'
import { type SessionDocument, Sessions } from './model.ts'
import type { Session } from './session-schema.ts'

const lifetimeMs = 30 * 24 * 3_600_000

/** What of a request says where it comes from. */
export interface Origin {
  readonly address: string
  readonly user_agent: string | undefined
  readonly headers: Readonly<Record<string, string | undefined>>
}

type SessionAnswer = z.output<typeof Session>

interface NewSession {
  readonly _id: ObjectId
  readonly user: UserDocument
  readonly origin: Origin
  readonly now: Date
}

/** Begins a session on the device that asks. */
export async function openSession(db: Db, { _id, user, origin, now }: NewSession): Promise<SessionAnswer> {
  const session = await db.insert(Sessions, {
    _id,
    user_id: user._id,
    seed: randomBytes(32).toString('base64url'),
    generation: 1,
    created_at: now,
    ...usedFrom(origin, now),
  })
  await touch(db, user._id, now)
  return answer(db, user, session, now)
}

/** Exchanges the session's refresh token for the next; `undefined` when it was exchanged before, or the session is over. */
export async function renewSession(
  db: Db,
  { _id, generation }: SessionDocument,
  origin: Origin,
  now: Date,
): Promise<SessionDocument | undefined> {
  const good = { _id, generation, expires_at: { $gt: now } }
  return (await db.update(Sessions, good, { generation: generation + 1, ...usedFrom(origin, now) })) ?? undefined
}

/** Ends every session of a user but one. */
export async function endSessions(db: Db, user_id: ObjectId, kept: ObjectId | null): Promise<void> {
  await db.removeMany(Sessions, { user_id, ...(kept && { _id: { $ne: kept } }) })
}

/** What a login answers. */
export async function answer(db: Db, user: UserDocument, session: SessionDocument, now: Date): Promise<SessionAnswer> {
  return {
    user: await presentMe(db, user),
    access_token: await signAccessToken({ user_id: user._id, session_id: session._id, role: user.role }, now),
    token_type: 'Bearer',
    expires_in: accessTokenSeconds,
    refresh_token: await refreshToken(session, session.generation),
  }
}

/** A refresh token taken apart. Nothing of it is proved yet. */
export interface RefreshToken {
  readonly session_id: ObjectId
  readonly generation: number
  readonly text: string
}

export function readRefreshToken(text: string): RefreshToken | undefined {
  const match = /^([0-9a-f]{24})\.([1-9]\d{0,8})\.[\w-]{43}$/.exec(text)
  return match ? { session_id: new ObjectId(match[1]), generation: Number(match[2]), text } : undefined
}

/** Whether this session gave a token out, now or before: used tokens are known without being kept. */
export async function gaveOut(session: SessionDocument, { generation, text }: RefreshToken): Promise<boolean> {
  const given = Buffer.from(text)
  const computed = Buffer.from(await refreshToken(session, generation))
  return given.length === computed.length && timingSafeEqual(given, computed)
}

async function refreshToken({ _id, seed }: SessionDocument, generation: number): Promise<string> {
  const name = `${_id.toHexString()}.${generation}`
  return `${name}.${await authenticationCode(`${seed}.${name}`, 'refresh-token')}`
}

function usedFrom({ address, user_agent, headers }: Origin, now: Date) {
  return {
    device: deviceOf(user_agent),
    place: placeOf(address, headers),
    last_used_at: now,
    expires_at: new Date(now.getTime() + lifetimeMs),
  }
}
