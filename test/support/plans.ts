import { expect } from 'vitest'

/** The stages of a plan of MongoDB, at whatever depth. */
export function stagesOf(plan: unknown): string[] {
  if (typeof plan !== 'object' || plan === null) return []
  return Object.entries(plan).flatMap(([key, value]) => (key === 'stage' ? [String(value)] : stagesOf(value)))
}

/** Holds a plan to what lists need: rows from an index, in its order, and from nowhere else. */
export function expectIndexAlone(plan: unknown): void {
  const stages = stagesOf(plan)
  expect(stages).toContain('IXSCAN')
  expect(stages).not.toContain('COLLSCAN')
  expect(stages).not.toContain('SORT')
}
