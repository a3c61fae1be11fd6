/** The stages of a plan of MongoDB, at whatever depth. */
export function stagesOf(plan: unknown): string[] {
  if (typeof plan !== 'object' || plan === null) return []
  return Object.entries(plan).flatMap(([key, value]) => (key === 'stage' ? [String(value)] : stagesOf(value)))
}
