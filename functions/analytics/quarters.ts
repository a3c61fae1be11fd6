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
