import type { Collection } from '../store/collection.ts'
import { Outbox } from '../store/outbox.ts'
import { Activity } from './activity.ts'
import { IdempotencyRecords } from './http/idempotency.ts'
import { Throttles } from './http/throttle.ts'
import { Leases } from './leases.ts'
import { ProcessedEvents } from './worker.ts'

/** The collections that the runtime itself needs. */
export const runtimeCollections: readonly Collection[] = [Outbox, Activity, IdempotencyRecords, Throttles, Leases, ProcessedEvents]
