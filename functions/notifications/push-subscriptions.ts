import { createHash } from 'node:crypto'
import { ObjectId } from 'mongodb'
import { logger } from '../../shared/runtime/logger.ts'
import { type PushMessage, sendPush } from '../../shared/push/send-push.ts'
import type { DocumentOf } from '../../shared/store/collection.ts'
import type { Db } from '../../shared/store/database.ts'
import { mostPushSubscriptions } from './channel-contract.ts'
import { PushSubscriptions } from './model.ts'

export type PushSubscription = DocumentOf<typeof PushSubscriptions>

// While a push service has failed for less long, a push is tried again; nobody's own server gets to ring an alarm.
const patienceMs = 10 * 60_000
const lostAfterMs = 7 * 24 * 3_600_000

/** The id of the subscription at an endpoint. */
export function subscriptionId(endpoint: string): ObjectId {
  return new ObjectId(createHash('sha256').update(endpoint).digest().subarray(0, 12))
}

/** The browsers of one person that get pushes, the newest first. */
export function subscriptionsOf(db: Db, user_id: ObjectId): Promise<PushSubscription[]> {
  return db.find(PushSubscriptions, { user_id }, { sort: { created_at: -1, _id: -1 }, limit: mostPushSubscriptions })
}

/** Pushes to one browser, and forgets one that is gone. Throws where it is worth trying again. */
export async function pushTo(db: Db, subscription: PushSubscription, message: PushMessage, now: Date): Promise<void> {
  const { _id, updated_at, failing_since } = subscription
  const outcome = await sendPush(subscription, message)
  // As it was pushed to: who has registered it again meanwhile keeps it.
  const same = { _id, updated_at }
  if (outcome.is === 'sent') {
    if (failing_since) await db.update(PushSubscriptions, same, { failing_since: null })
  } else if (outcome.is === 'gone') {
    await db.remove(PushSubscriptions, same)
  } else if (outcome.is === 'refused') {
    logger.warn('push.refused', { subscription_id: _id, because: outcome.because })
  } else {
    await bearWith(db, subscription, outcome.because, now)
  }
}

async function bearWith(db: Db, { _id, updated_at, failing_since }: PushSubscription, because: string, now: Date): Promise<void> {
  const failingMs = failing_since ? now.getTime() - failing_since.getTime() : 0
  if (!failing_since) await db.update(PushSubscriptions, { _id, updated_at }, { failing_since: now })
  if (failingMs < patienceMs) throw new Error(`A push service takes nothing now: ${because}`)
  logger.warn('push.given_up', { subscription_id: _id, because })
  if (failingMs > lostAfterMs) await db.remove(PushSubscriptions, { _id, updated_at })
}
