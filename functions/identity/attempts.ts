import { setTimeout as pause } from 'node:timers/promises'
import { authenticationCode } from '../../shared/auth/sealed-text.ts'
import { Problem } from '../../shared/contract/problems.ts'
import { isLoopback } from '../../shared/runtime/http/request.ts'
import type { Db } from '../../shared/store/database.ts'
import { Attempts } from './model.ts'

/** How often something may fail in 15 minutes. `key` says what, and by whom. */
export interface AttemptLimit {
  readonly key: string
  readonly max: number
}

const windowMs = 15 * 60_000
const pauseMs = 50
const mostPauses = 40

/** The limits of a login: ten failures for one name from one address, a hundred from one address. */
export function loginLimits(login: string, address: string): AttemptLimit[] {
  const named = { key: `login ${login} ${address}`, max: 10 }
  return isLoopback(address) ? [named] : [named, { key: `address ${address}`, max: 100 }]
}

/** The limit of guesses at what a signed-in user must repeat: their password, or a code. */
export function guessLimits(what: 'password' | 'code', userId: string): AttemptLimit[] {
  return [{ key: `${what} ${userId}`, max: 10 }]
}

/**
 * Runs a check that a stranger could use for guessing; `undefined` from it is a failure. Attempts take their place before
 * they are checked, so that many at once get no more guesses than one after the other. Throws `rate_limited`.
 * `db` must be outside any transaction, since a failure is counted though its call is refused.
 */
export async function limitFailures<Result>(
  db: Db,
  limits: readonly AttemptLimit[],
  now: Date,
  check: () => Promise<Result | undefined>,
): Promise<Result | undefined> {
  const places: Place[] = []
  let failed = false
  try {
    for (const limit of limits) places.push(await takePlace(db, limit, now))
    const result = await check()
    failed = result === undefined
    return result
  } finally {
    for (const place of places) await leavePlace(db, place, failed)
  }
}

interface Place {
  readonly _id: string
  readonly window_ends: Date
}

async function takePlace(db: Db, { key, max }: AttemptLimit, now: Date): Promise<Place> {
  // The key holds names and addresses, which are not to be read in the database.
  const _id = await authenticationCode(key, 'attempts')
  for (let pauses = 0; ; pauses += 1) {
    const state = await db.update(Attempts, _id, oneMore(max, now), { upsert: true })
    if (!state) throw new Error('An upsert answers with its document')
    if (state.granted) return { _id, window_ends: state.window_ends }
    // Not failures but open attempts fill the places: they are soon decided.
    if (state.failures >= max || pauses === mostPauses) throw refusal(max, state.window_ends, now)
    await pause(pauseMs)
  }
}

function oneMore(max: number, now: Date) {
  const used = { $add: ['$failures', '$pending'] }
  const open = { $and: [{ $gt: ['$window_ends', now] }, { $gt: [used, 0] }] }
  const fresh = new Date(now.getTime() + windowMs)
  return [
    {
      $set: {
        failures: { $cond: [open, '$failures', 0] },
        pending: { $cond: [open, '$pending', 0] },
        window_ends: { $cond: [open, '$window_ends', fresh] },
      },
    },
    { $set: { granted: { $lt: [used, max] } } },
    { $set: { pending: { $add: ['$pending', { $cond: ['$granted', 1, 0] }] } } },
  ]
}

async function leavePlace(db: Db, { _id, window_ends }: Place, failed: boolean): Promise<void> {
  await db.update(Attempts, { _id, window_ends }, { $inc: { pending: -1, failures: failed ? 1 : 0 } })
}

function refusal(max: number, until: Date, now: Date): Problem {
  const seconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000))
  const headers = {
    'retry-after': String(seconds),
    'ratelimit-limit': String(max),
    'ratelimit-remaining': '0',
    'ratelimit-reset': String(seconds),
  }
  return new Problem('rate_limited', 429, { detail: `Too many failures. Try again in ${seconds} s.`, headers })
}
