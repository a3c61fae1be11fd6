import type { AnyEndpoint } from './endpoint.ts'
import type { AnyEvent } from './event.ts'
import type { SocketContract } from './socket.ts'
import type { AnyWorker, ScheduleContract } from './worker.ts'

/** Everything a domain's `contract.ts` declares, sorted by kind. */
export interface Domain {
  readonly name: string
  readonly endpoints: readonly AnyEndpoint[]
  readonly workers: readonly AnyWorker[]
  readonly schedules: readonly ScheduleContract[]
  readonly sockets: readonly SocketContract[]
  readonly events: readonly AnyEvent[]
}

/** A Lambda's contract, whatever starts it. */
export type FunctionContract = AnyEndpoint | AnyWorker | ScheduleContract | SocketContract

/** Reads a domain from its contract module: every export with a `kind` counts, anything else is a schema. */
export function domain(name: string, contract: Readonly<Record<string, unknown>>): Domain {
  const of = <Kind extends { kind: string }>(kind: Kind['kind']) =>
    Object.values(contract).filter((value): value is Kind => kindOf(value) === kind)
  return {
    name,
    endpoints: of<AnyEndpoint>('endpoint'),
    workers: of<AnyWorker>('worker'),
    schedules: of<ScheduleContract>('schedule'),
    sockets: of<SocketContract>('socket'),
    events: of<AnyEvent>('event'),
  }
}

/** The contracts of a domain that have a Lambda. */
export function functionsOf({ endpoints, workers, schedules, sockets }: Domain): FunctionContract[] {
  return [...endpoints, ...workers, ...schedules, ...sockets]
}

/**
 * The ids of the workers that get an event, in the order in which its queues are sent to.
 * The last one clears the event from where it was written, so it is the one with the largest batches.
 */
export function subscribersOf(domains: readonly Domain[], eventType: string): string[] {
  return domains
    .flatMap(({ workers }) => workers)
    .filter(({ on }) => on.some(({ type }) => type === eventType))
    .toSorted((a, b) => (a.batch?.size ?? 10) - (b.batch?.size ?? 10) || a.id.localeCompare(b.id))
    .map(({ id }) => id)
}

function kindOf(value: unknown): unknown {
  const holdsMembers = (typeof value === 'object' && value !== null) || typeof value === 'function'
  return holdsMembers && 'kind' in value ? value.kind : undefined
}
