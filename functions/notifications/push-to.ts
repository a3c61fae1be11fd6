import { type PushMessage, sendPush } from '../../shared/push/send-push.ts'
import { logger } from '../../shared/runtime/logger.ts'
import type { Db } from '../../shared/store/database.ts'
import { PushSubscriptions } from './model.ts'
import type { PushSubscription } from './push-subscriptions.ts'

// While a push service has failed for less long, a push is tried again; nobody's own server gets to ring an alarm.
const patienceMs = 10 * 60_000
const lostAfterMs = 7 * 24 * 3_600_000

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
