import type { AnyEvent } from './event.ts'
import type { Resource } from './resources.ts'

interface FunctionSpec {
  /** Verb and noun: `fan-out-notifications`. */
  readonly id: string
  readonly summary: string
  readonly emits?: readonly AnyEvent[]
  readonly uses?: readonly Resource[]
  readonly memory_mb?: number
  /** Room for files of its own while it runs. Default 512. */
  readonly disk_mb?: number
  /** Seconds until it is stopped. Default 30 for workers, 60 for schedules. */
  readonly timeout_seconds?: number
  /** What users suffer when it fails: the text of its alarm. */
  readonly impact: string
}

export interface WorkerSpec<Events extends readonly AnyEvent[] = readonly AnyEvent[]> extends FunctionSpec {
  /** Events that reach its queue. */
  readonly on: Events
  /** Objects that are made under this prefix of the media bucket reach its queue too, as S3 tells of them. */
  readonly uploads?: string
  /** The ends of these jobs reach its queue too, as EventBridge tells of them. */
  readonly jobs?: 'video-frames'
  /** Messages taken together. Default 10 at once, no waiting. */
  readonly batch?: { readonly size: number; readonly window_seconds: number }
  /** Invocations at the same time. Default 2. */
  readonly concurrency?: number
  /** Batches wait for one another: where they write the same documents, conflicts cost more than waiting. */
  readonly takes_turns?: boolean
  /** Deliveries before a message goes to the dead-letter queue. Default 5. */
  readonly max_receives?: number
}

export interface WorkerContract<Events extends readonly AnyEvent[] = readonly AnyEvent[]> extends WorkerSpec<Events> {
  readonly kind: 'worker'
}

export type AnyWorker = WorkerContract

/** Declares a queue with its dead-letter queue and the Lambda that empties it. */
export function worker<const Events extends readonly AnyEvent[]>(spec: WorkerSpec<Events>): WorkerContract<Events> {
  return { ...spec, kind: 'worker' }
}

export interface ScheduleSpec extends FunctionSpec {
  /** `rate(1 minute)` or `cron(0 3 * * ? *)`, in UTC. */
  readonly expression: string
  /** It sends what is left in the outboxes, so that it may send to every queue. */
  readonly sweeps_outboxes?: boolean
}

export interface ScheduleContract extends ScheduleSpec {
  readonly kind: 'schedule'
}

/** Declares a Lambda that runs at given times, never twice at once. */
export function schedule(spec: ScheduleSpec): ScheduleContract {
  return { ...spec, kind: 'schedule' }
}
