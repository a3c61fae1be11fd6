import type { ObjectId } from 'mongodb'

const minute = 60_000
const hour = 60 * minute

// After the first attempt, and after each of the next ones: three days in all.
const delays = [minute, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour]

export const mostAttempts = delays.length + 1

/**
 * When the attempt after the given one is due. Deliveries of one moment are spread over a tenth of the delay, each by its
 * id, so that they do not all come back to a receiver at once.
 */
export function nextAttemptAt(delivery: ObjectId, attempts: number, now: Date): Date {
  const delay = delays[Math.min(attempts, delays.length) - 1] ?? minute
  const share = ((delivery.id.at(-1) ?? 0) + 1) / 256
  return new Date(now.getTime() + Math.round(delay * (1 + share / 10)))
}
