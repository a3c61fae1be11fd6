import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketStarts } from '../../../functions/analytics/buckets.ts'
import { intervals } from '../../../functions/analytics/contract.ts'
import { rangeOf } from '../../../functions/analytics/range.ts'

const starts = (from: string, to: string, interval: (typeof intervals)[number], time_zone: string) =>
  bucketStarts(new Date(from), new Date(to), { interval, time_zone }, 1000)?.map((at) => at.toISOString().slice(0, 16))

describe('buckets', () => {
  it.each([
    ['days of UTC', '2026-01-30T13:00Z', '2026-02-01T00:00Z', 'day', 'UTC', ['2026-01-30T00:00', '2026-01-31T00:00']],
    ['days that begin at half past', '2026-01-30T00:00Z', '2026-01-30T19:00Z', 'day', 'Asia/Kolkata', ['2026-01-29T18:30', '2026-01-30T18:30']],
    ['days that begin at a quarter to', '2026-01-30T18:15Z', '2026-01-30T18:30Z', 'day', 'Asia/Kathmandu', ['2026-01-30T18:15']],
    ['a day of 23 hours', '2026-03-28T23:00Z', '2026-03-30T00:00Z', 'day', 'Europe/Paris', ['2026-03-28T23:00', '2026-03-29T22:00']],
    ['a day of 25 hours', '2026-10-24T22:00Z', '2026-10-26T00:00Z', 'day', 'Europe/Paris', ['2026-10-24T22:00', '2026-10-25T23:00']],
    ['a day without midnight', '2026-04-23T22:00Z', '2026-04-24T22:00Z', 'day', 'Africa/Cairo', ['2026-04-23T22:00', '2026-04-24T21:00']],
    ['a day that was left out', '2011-12-30T08:00Z', '2011-12-31T12:00Z', 'day', 'Pacific/Apia', ['2011-12-29T10:00', '2011-12-30T10:00', '2011-12-31T10:00']],
    ['weeks from Monday', '2026-01-04T12:00Z', '2026-01-12T00:00Z', 'week', 'UTC', ['2025-12-29T00:00', '2026-01-05T00:00']],
    ['hours through a change of clocks', '2026-03-29T00:00Z', '2026-03-29T03:00Z', 'hour', 'Europe/Paris', ['2026-03-29T00:00', '2026-03-29T01:00', '2026-03-29T02:00']],
    ['hours where clocks move by half an hour', '2026-04-04T14:00Z', '2026-04-04T16:00Z', 'hour', 'Australia/Lord_Howe', ['2026-04-04T14:00', '2026-04-04T15:00', '2026-04-04T15:30']],
    ['hours of a half-hour zone', '2026-01-30T10:00Z', '2026-01-30T11:00Z', 'hour', 'Asia/Kolkata', ['2026-01-30T09:30', '2026-01-30T10:30']],
  ] as const)('are %s', (_, from, to, interval, zone, expected) => {
    expect(starts(from, to, interval, zone)).toEqual(expected)
  })

  it('follow each other without gap or overlap, whatever the zone', () => {
    const zones = ['UTC', 'Europe/Paris', 'America/St_Johns', 'Australia/Perth', 'Africa/Cairo', 'Pacific/Chatham', 'America/Santiago']
    const moment = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2037, 11) })
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 400 * 3600 }), fc.constantFrom(...zones), fc.constantFrom(...intervals), (begin, seconds, time_zone, interval) => {
        const [from, to] = [new Date(begin), new Date(begin + seconds * 1000)]
        const cut = { interval, time_zone }
        const found = bucketStarts(from, to, cut, 1000) ?? []
        expect(found[0]?.getTime()).toBeLessThanOrEqual(from.getTime())
        expect(found.at(-1)?.getTime()).toBeLessThan(to.getTime())
        for (const [at, next] of found.slice(1).entries()) {
          const start = found[at] as Date
          expect(next.getTime()).toBeGreaterThan(start.getTime())
          // The last moment of a bucket is in it, so nothing lies between two.
          expect(bucketStarts(new Date(next.getTime() - 1), next, cut, 1)).toEqual([start])
        }
      }),
    )
  })
})

describe('a range', () => {
  const now = new Date('2026-11-20T15:07:00Z')
  const cut = { interval: 'day', time_zone: 'UTC' } as const

  it('is the last 30 days by default', () => {
    const { from, to, starts: days } = rangeOf({}, cut, now)
    expect([from.toISOString(), to.toISOString(), days.length]).toEqual(['2026-10-22T00:00:00.000Z', '2026-11-20T15:15:00.000Z', 30])
  })

  it('ends before `to`', () => {
    const { starts: days } = rangeOf({ from: new Date('2026-11-01T00:00Z'), to: new Date('2026-11-03T00:00Z') }, cut, now)
    expect(days).toHaveLength(2)
  })

  it.each([
    ['is empty', { from: now, to: now }, 'day'],
    ['is the wrong way round', { from: new Date('2026-11-21T00:00Z') }, 'day'],
    ['has more than 1,000 buckets', { from: new Date('2026-01-01T00:00Z') }, 'hour'],
  ] as const)('is refused when it %s', (_, query, interval) => {
    expect(() => rangeOf(query, { ...cut, interval }, now)).toThrow(expect.objectContaining({ code: 'validation_failed' }))
  })

  it('has 1,000 buckets at most', () => {
    const from = new Date(now.getTime() - 999 * 3_600_000)
    expect(rangeOf({ from, to: now }, { ...cut, interval: 'hour' }, now).starts).toHaveLength(1000)
  })
})
