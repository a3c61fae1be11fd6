import { describe, expect, it } from 'vitest'
import { nextRun } from '../../../infra/local/schedules-expression.ts'

// A Wednesday.
const after = new Date('2026-03-04T10:20:30.000Z')

describe('the next run', () => {
  it.each([
    ['rate(1 minute)', '2026-03-04T10:21:30.000Z'],
    ['rate(5 minutes)', '2026-03-04T10:25:30.000Z'],
    ['rate(2 hours)', '2026-03-04T12:20:30.000Z'],
    ['rate(1 day)', '2026-03-05T10:20:30.000Z'],
    ['cron(0 3 * * ? *)', '2026-03-05T03:00:00.000Z'],
    ['cron(*/15 * * * ? *)', '2026-03-04T10:30:00.000Z'],
    ['cron(0/20 * * * ? *)', '2026-03-04T10:40:00.000Z'],
    ['cron(20 10 * * ? *)', '2026-03-05T10:20:00.000Z'],
    ['cron(0 0 1 * ? *)', '2026-04-01T00:00:00.000Z'],
    ['cron(0 0 L * ? *)', '2026-03-31T00:00:00.000Z'],
    ['cron(0 9 ? * 1 *)', '2026-03-08T09:00:00.000Z'],
    ['cron(0 9 ? * MON-FRI *)', '2026-03-05T09:00:00.000Z'],
    ['cron(0 9 ? * 6#3 *)', '2026-03-20T09:00:00.000Z'],
    ['cron(0 0 1 1 ? 2030)', '2030-01-01T00:00:00.000Z'],
  ])('%s', (expression, expected) => expect(nextRun(expression, after)?.toISOString()).toBe(expected))

  it('is none once its years are over', () => expect(nextRun('cron(0 0 1 1 ? 2020)', after)).toBeNull())
})

describe('what EventBridge would refuse', () => {
  it.each([
    ['rate(0 minutes)', 'is not a rate'],
    ['rate(1 minutes)', 'is not a rate'],
    ['rate(5 minute)', 'is not a rate'],
    ['rate(30 seconds)', 'is not a rate'],
    ['cron(0 3 * * *)', 'has 5 fields'],
    ['cron(0 3 * * * *)', 'exactly one of the two days'],
    ['cron(0 3 ? * ? *)', 'exactly one of the two days'],
    ['cron(61 3 * * ? *)', '61'],
    ['every day', 'neither rate(…) nor cron(…)'],
  ])('%s', (expression, message) => expect(() => nextRun(expression, after)).toThrow(message))
})
