import { Choices } from './choices.tsx'

export const ranges = [7, 30, 90] as const
export type Days = (typeof ranges)[number]

interface RangePickerProps {
  readonly days: Days
  readonly onChange: (days: Days) => void
}

/** How many days back. */
export function RangePicker({ days, onChange }: RangePickerProps) {
  return <Choices legend="Time" options={ranges.map((range) => [range, `${range} days`] as const)} value={days} onChange={onChange} />
}

/** The first moment of the first of so many days, today the last of them, in the reader's time zone or in UTC. */
export function startOf(days: Days, now: Date, isUtc = false): string {
  const start = new Date(now)
  if (isUtc) {
    start.setUTCHours(0, 0, 0, 0)
    start.setUTCDate(start.getUTCDate() - days + 1)
  } else {
    start.setHours(0, 0, 0, 0)
    start.setDate(start.getDate() - days + 1)
  }
  return start.toISOString()
}
