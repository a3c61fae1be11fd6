const quarterMs = 900_000
const dayMs = 86_400_000

/** The start of the UTC day of a moment. */
export function dayOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / dayMs) * dayMs)
}

/** The number of a moment's quarter of an hour within its UTC day, 0 to 95. */
export function quarterOf(at: Date): number {
  return Math.floor((at.getTime() % dayMs) / quarterMs)
}

/** When a quarter of a day begins. */
export function startOfQuarter(day: Date, quarter: number): Date {
  return new Date(day.getTime() + quarter * quarterMs)
}

/** The quarter's start at or after a moment. */
export function ceilToQuarter(at: Date): Date {
  return new Date(Math.ceil(at.getTime() / quarterMs) * quarterMs)
}

/** The quarter's start at or before a moment. */
export function floorToQuarter(at: Date): Date {
  return new Date(Math.floor(at.getTime() / quarterMs) * quarterMs)
}

/** A day as keys name it: `2026-01-31`. */
export function nameOfDay(day: Date): string {
  return day.toISOString().slice(0, 10)
}
