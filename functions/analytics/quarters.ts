/** Statistics are kept by the quarter of an hour: every time zone's hours and days begin on one. */
export const quarterMs = 900_000

const dayMs = 86_400_000

/** The start of the UTC day of a moment. */
export function dayOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / dayMs) * dayMs)
}

/** The start of the last UTC day that is over at `at`. */
export function lastWholeDay(at: Date): Date {
  return new Date(dayOf(at).getTime() - dayMs)
}

/** So many days keep their quarters. */
const keptDays = 90

/** The quarter that stands for a whole day: at noon, so that it lies within the same calendar day nearly everywhere. */
export const noon = 48

/** Whether what happened on a UTC day is counted under its noon alone, by now. */
export function isFolded(day: Date, now: Date): boolean {
  return day.getTime() < dayOf(now).getTime() - keptDays * dayMs
}

/** Days before this one take nothing but at noon, and nothing else is on its way to them: their quarters can be added up. */
export function foldedBefore(now: Date): Date {
  return new Date(dayOf(now).getTime() - (keptDays + 1) * dayMs)
}

/** A day as keys name it: `2026-01-31`. */
export function nameOfDay(at: Date): string {
  return at.toISOString().slice(0, 10)
}

/** The number of a moment's quarter within its UTC day, 0 to 95. */
export function quarterOf(at: Date): number {
  return Math.floor((at.getTime() - dayOf(at).getTime()) / quarterMs)
}

/** When a quarter of a day begins. */
export function startOfQuarter(day: Date, quarter: number): Date {
  return new Date(day.getTime() + quarter * quarterMs)
}

/** The start of the quarter that holds a moment. */
export function floorToQuarter(at: Date): Date {
  return new Date(Math.floor(at.getTime() / quarterMs) * quarterMs)
}

/** The first start of a quarter at or after a moment. */
export function ceilToQuarter(at: Date): Date {
  return new Date(Math.ceil(at.getTime() / quarterMs) * quarterMs)
}
