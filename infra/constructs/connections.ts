import type { Domain, FunctionContract } from '../../shared/contract/domain.ts'
import type { Settings } from '../app-settings.ts'
import { concurrencyOf } from './worker.ts'

// Atlas limits for the nodes of a cluster on AWS.
const connectionsOf: Readonly<Record<Settings['atlas_tier'], number>> = {
  M10: 1500,
  M20: 3000,
  M30: 3000,
  M40: 6000,
  M50: 16_000,
  M60: 32_000,
}

/** The most connections of a function's container, for its work; the driver's monitor has one more. */
export function poolSizeOf({ kind }: Pick<FunctionContract, 'kind'>): number {
  return kind === 'endpoint' || kind === 'socket' ? 2 : 5
}

/**
 * The most connections that all functions hold at once, and how many the cluster takes. Calls share the account's
 * unreserved concurrency; workers have their own, schedules run one at a time.
 */
export function connectionsNeeded(domains: readonly Domain[], settings: Settings): { needed: number; limit: number } {
  const calls = settings.api_concurrency * perContainer('endpoint')
  const workers = domains.flatMap((domain) => domain.workers).reduce((sum, worker) => sum + concurrencyOf(worker), 0)
  const schedules = domains.flatMap((domain) => domain.schedules).length
  return {
    needed: calls + (workers + schedules) * perContainer('worker'),
    limit: connectionsOf[settings.atlas_tier],
  }
}

function perContainer(kind: FunctionContract['kind']): number {
  return poolSizeOf({ kind }) + 1
}
