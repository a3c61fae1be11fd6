import { Temporal } from 'temporal-polyfill'
import type { Interval } from './contract.ts'

/** How buckets are cut: local hours, days, or weeks from Monday, in a time zone by its IANA name. */
export interface Cut {
  readonly interval: Interval
  readonly time_zone: string
}

/** The start of the bucket that lies `steps` whole buckets before the one of a moment. */
export function bucketBefore(at: Date, cut: Cut, steps: number): Date {
  const { interval } = cut
  return dateOf(floor(startOf(at, cut).subtract({ [`${interval}s`]: steps }), interval))
}

/**
 * The starts of the buckets that hold a part of `from` to before `to`, or `undefined` when they are more than `most`.
 * A day is a calendar day of its time zone, 23 to 25 hours long where clocks are changed.
 */
export function bucketStarts(from: Date, to: Date, cut: Cut, most: number): Date[] | undefined {
  const starts: Date[] = []
  for (let start = startOf(from, cut); start.epochMilliseconds < to.getTime(); start = following(start, cut.interval)) {
    if (starts.length === most) return undefined
    starts.push(dateOf(start))
  }
  return starts
}

function startOf(at: Date, { interval, time_zone }: Cut): Temporal.ZonedDateTime {
  return floor(Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(time_zone), interval)
}

function floor(at: Temporal.ZonedDateTime, interval: Interval): Temporal.ZonedDateTime {
  if (interval === 'hour') return at.subtract({ minutes: at.minute, seconds: at.second, milliseconds: at.millisecond })
  return (interval === 'week' ? at.subtract({ days: at.dayOfWeek - 1 }) : at).startOfDay()
}

function following(start: Temporal.ZonedDateTime, interval: Interval): Temporal.ZonedDateTime {
  // Where clocks move by half an hour, a bucket begins in the middle of a local hour and is as much shorter.
  if (interval === 'hour') return start.add({ minutes: 60 - start.minute })
  return floor(start.add({ [`${interval}s`]: 1 }), interval)
}

function dateOf(at: Temporal.ZonedDateTime): Date {
  return new Date(at.epochMilliseconds)
}
