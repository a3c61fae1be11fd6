import { Cron } from 'croner'

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/**
 * When a schedule is due next after `after`, in UTC. A rate counts from `after`. `null` when it never is again.
 * Throws for an expression that EventBridge would refuse.
 */
export function nextRun(expression: string, after: Date): Date | null {
  const [, kind, inner = ''] = /^(rate|cron)\((.+)\)$/.exec(expression) ?? []
  if (kind === 'rate') return new Date(after.getTime() + rateMs(inner, expression))
  if (kind === 'cron') return cron(inner, expression).nextRun(after)
  throw new Error(`${expression} is neither rate(…) nor cron(…)`)
}

function rateMs(text: string, expression: string): number {
  const [, value = '', unit = '', plural] = /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(text) ?? []
  const ms = unitMs[unit]
  // EventBridge refuses `rate(1 minutes)` and `rate(5 minute)`.
  if (ms === undefined || (value === '1') !== (plural === '')) throw new Error(`${expression} is not a rate`)
  return Number(value) * ms
}

/** Minutes, hours, day of month, month, day of week (1 is Sunday), year; one of the two days is `?`. */
function cron(text: string, expression: string): Cron {
  const fields = text.split(' ')
  const [, , dayOfMonth, , dayOfWeek] = fields
  if (fields.length !== 6) throw new Error(`${expression} has ${fields.length} fields instead of 6`)
  if ((dayOfMonth === '?') === (dayOfWeek === '?'))
    throw new Error(`${expression} must leave exactly one of the two days open with ?`)
  // `?` means "now" to this parser.
  const pattern = `0 ${fields.map((field) => (field === '?' ? '*' : field)).join(' ')}`
  return new Cron(pattern, { mode: '7-part', alternativeWeekdays: true, sloppyRanges: true, timezone: 'UTC' })
}
