import type { Domain } from '../../shared/contract/domain.ts'
import { routesOf } from '../../shared/contract/endpoint.ts'

/** Routes of one HTTP API. API Gateway takes 300 integrations and 300 routes; the rest is room to grow. */
const routesPerApi = 250

/** One HTTP API: the first path segments that it answers, and how many routes they have. */
export interface Shard {
  readonly name: `api${number}`
  readonly segments: readonly string[]
  readonly routes: number
}

/** The part of a path that decides which HTTP API answers: `articles` of `/v1/articles/{article_id}`. */
function segmentOf(path: string): string {
  const [first = '', second] = path.split('/').filter(Boolean)
  return first === 'v1' && second !== undefined ? second : first
}

/**
 * Distributes the routes of `domains` over as few HTTP APIs as their first path segments allow, in the catalogue's order,
 * so that a new domain at its end moves no route. Throws where one segment alone has more than `capacity` routes.
 */
export function shardsOf(domains: readonly Domain[], capacity = routesPerApi): Shard[] {
  const shards: { name: Shard['name']; segments: string[]; routes: number }[] = []
  for (const [segment, routes] of routesBySegment(domains)) {
    if (routes > capacity) throw new Error(`/${segment} has ${routes} routes, one HTTP API takes ${capacity}`)
    const open = shards.find((shard) => shard.routes + routes <= capacity)
    if (open) {
      open.segments.push(segment)
      open.routes += routes
    } else {
      shards.push({ name: `api${shards.length + 1}`, segments: [segment], routes })
    }
  }
  return shards
}

/** The shard that answers `path`. */
export function shardOf(shards: readonly Shard[], path: string): Shard {
  const shard = shards.find(({ segments }) => segments.includes(segmentOf(path)))
  if (!shard) throw new Error(`No HTTP API answers ${path}`)
  return shard
}

function routesBySegment(domains: readonly Domain[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { path } of domains.flatMap(({ endpoints }) => endpoints).flatMap(routesOf)) {
    const segment = segmentOf(path)
    counts.set(segment, (counts.get(segment) ?? 0) + 1)
  }
  return counts
}
