import * as z from 'zod'
import type { RateLimit } from '../../contract/endpoint.ts'
import { Problem, runtimeProblem } from '../../contract/problems.ts'
import { collection, date } from '../../store/collection.ts'
import type { Db } from '../../store/database.ts'

/** Buckets of rate limits: the time at which each would be empty again. */
export const Throttles = collection(
  'throttles',
  { _id: z.string(), empty_at: date, allowed: z.boolean() },
  {
    indexes: [{ key: { empty_at: 1 }, expire_after_seconds: 60, serves: 'expiry of buckets that are empty' }],
    shard_key: { _id: 'hashed' },
  },
)

/**
 * Takes one call from a bucket that holds `max` and refills evenly over the window: the generic cell rate algorithm
 * (ATM Forum, 1996), as one conditional write. Returns the `RateLimit` headers; throws `rate_limited`.
 */
export async function takeCall(db: Db, bucket: string, { max, window_seconds }: RateLimit, now: Date): Promise<Record<string, string>> {
  const window = window_seconds * 1000
  const interval = window / max
  const start = { $max: [{ $ifNull: ['$empty_at', now] }, now] }
  const next = { $add: [start, interval] }
  const allowed = { $lte: [{ $subtract: [next, now] }, window] }
  const update = [{ $set: { allowed, empty_at: { $cond: [allowed, next, '$empty_at'] } } }]
  const state = await db.update(Throttles, bucket, update, { upsert: true })
  const filled = (state?.empty_at.getTime() ?? now.getTime()) - now.getTime()
  const remaining = Math.max(0, Math.floor((window - filled) / interval))
  const headers = {
    'ratelimit-limit': String(max),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(Math.ceil(filled / 1000)),
    'ratelimit-policy': `${max};w=${window_seconds}`,
  }
  if (state?.allowed !== false) return headers
  const wait = Math.max(1, Math.ceil((filled + interval - window) / 1000))
  throw runtimeProblem('rate_limited', { detail: `Try again in ${wait} s.`, headers: { ...headers, 'retry-after': String(wait) } })
}

/** Takes one call from a bucket if there is one left, and says whether there was. */
export async function hasCall(db: Db, bucket: string, limit: RateLimit, now: Date): Promise<boolean> {
  return takeCall(db, bucket, limit, now).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Problem) return false
      throw error
    },
  )
}
