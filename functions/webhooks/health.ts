import type { OutboundOutcome } from '../../shared/outbound/post.ts'
import { logger } from '../../shared/runtime/logger.ts'
import type { Db } from '../../shared/store/database.ts'
import { isTaken } from './attempt-delivery.ts'
import { webhookDisabled } from './events.ts'
import { type WebhookDocument, Webhooks } from './model.ts'
import type { DisabledReason } from './states.ts'

const shortestRestMs = 60_000
const longestRestMs = 24 * 3_600_000
const patienceMs = 5 * 24 * 3_600_000

/**
 * Draws the conclusions for a webhook from attempts that were made at the same time. When none was taken it rests for a
 * minute, or as long as its receiver asks: a receiver that answers nobody costs one page of attempts each minute, however
 * much waits for it. One that says it is gone, or has taken nothing for five days, is turned off. What was found holds for
 * the address that was called; of one that was changed meanwhile it says nothing.
 */
export async function noteHealth(db: Db, webhook: WebhookDocument, outcomes: readonly OutboundOutcome[], now: Date): Promise<void> {
  const { _id, url, failing_since, resting_until } = webhook
  const asCalled = { _id, url, enabled: true }
  if (outcomes.length === 0) return
  if (outcomes.some((outcome) => outcome.answered && outcome.status === 410)) return disable(db, webhook, 'gone', now)
  if (outcomes.some(isTaken)) {
    const isRecovered = failing_since !== null || resting_until !== null
    if (isRecovered) await db.update(Webhooks, asCalled, { failing_since: null, resting_until: null })
    return
  }
  const since = failing_since ?? now
  if (now.getTime() - since.getTime() >= patienceMs) return disable(db, webhook, 'failing', now)
  await db.update(Webhooks, asCalled, { failing_since: since, resting_until: restUntil(outcomes, now) })
}

async function disable(db: Db, { _id, url }: WebhookDocument, disabled_reason: DisabledReason, now: Date): Promise<void> {
  const change = { enabled: false, disabled_reason, resting_until: null, updated_at: now }
  const disabled = await db.update(Webhooks, { _id, url, enabled: true }, change, { emit: [webhookDisabled({ webhook_id: _id })] })
  if (disabled) logger.warn('webhook.disabled', { webhook_id: _id.toHexString(), reason: disabled_reason })
}

function restUntil(outcomes: readonly OutboundOutcome[], now: Date): Date {
  const asked = outcomes.map((outcome) => askedRestMs(outcome, now))
  return new Date(now.getTime() + Math.min(longestRestMs, Math.max(shortestRestMs, ...asked)))
}

/** How long a receiver asks to be left alone: `Retry-After` is a number of seconds or a date. */
function askedRestMs(outcome: OutboundOutcome, now: Date): number {
  const asked = outcome.answered ? (outcome.headers['retry-after'] ?? '') : ''
  const ms = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - now.getTime()
  return Number.isNaN(ms) ? 0 : ms
}
