import { bundle, entries } from '../../infra/bundle.ts'
import { nearestToBudget } from '../../infra/bundle-budget.ts'
import type { Figure } from './report.ts'

/** Of each budget for a function's size the function that comes nearest to it, with all chunks that it loads as it starts. */
export async function measureBundles(): Promise<Figure[]> {
  return nearestToBudget(await bundle(), entries()).map(({ name, bytes, most }) => ({
    name: `bundle: largest of those with ${most / 1e6} MB`,
    value: bytes / 1e6,
    unit: 'MB',
    budget: { at: 'most', bound: most / 1e6 },
    detail: name,
  }))
}
