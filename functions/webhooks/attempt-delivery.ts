import { type OutboundOutcome, postOutside } from '../../shared/outbound/post.ts'
import type { Db } from '../../shared/store/database.ts'
import { mostAttempts, nextAttemptAt } from './attempts.ts'
import { type DeliveryDocument, WebhookDeliveries } from './model.ts'
import { signatureHeaders } from './signature.ts'

/** Where to, and signed with what. */
export interface Destination {
  readonly url: string
  readonly secrets: readonly string[]
}

/**
 * Sends a delivery once and keeps what came of it. The attempt is claimed first, by a write that only one sender wins; if
 * it breaks off after that, the delivery comes again at its next time. `undefined` when another sender has claimed it.
 */
export async function attemptDelivery(db: Db, { url, secrets }: Destination, delivery: DeliveryDocument): Promise<OutboundOutcome | undefined> {
  const { _id, webhook_id, event_id, payload } = delivery
  const at = new Date()
  const attempts = delivery.attempts + 1
  const isUnclaimed = { _id, webhook_id, status: 'pending' as const, attempts: delivery.attempts, next_attempt_at: delivery.next_attempt_at }
  const claim = { attempts, last_attempt_at: at, next_attempt_at: nextAttemptAt(_id, attempts, at) }
  if (!(await db.update(WebhookDeliveries, isUnclaimed, claim))) return undefined

  const signature = signatureHeaders({ id: event_id, at, body: payload }, secrets)
  const headers = { 'content-type': 'application/json', 'user-agent': 'Atrium-Webhooks/1.0', ...signature }
  const outcome = await postOutside(url, { headers, body: payload })
  await db.update(WebhookDeliveries, { _id, webhook_id, status: 'pending', attempts }, resultOf(outcome, attempts))
  return outcome
}

/** Whether a receiver took what it was sent. */
export function isTaken(outcome: OutboundOutcome): boolean {
  return outcome.answered && outcome.status >= 200 && outcome.status < 300
}

function resultOf(outcome: OutboundOutcome, attempts: number): Partial<DeliveryDocument> {
  const { answered, duration_ms } = outcome
  const result = { response_status: answered ? outcome.status : null, error: answered ? null : outcome.fault, duration_ms }
  if (isTaken(outcome)) return { ...result, status: 'delivered', next_attempt_at: null }
  return attempts < mostAttempts ? result : { ...result, status: 'failed', next_attempt_at: null }
}
