const dayMs = 86_400_000

/** The start of the UTC day so many days ago. */
export function daysAgo(days: number): Date {
  return new Date((Math.floor(Date.now() / dayMs) - days) * dayMs)
}
