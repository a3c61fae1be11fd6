import * as z from 'zod'
import type { AnyWorker } from '../contract/worker.ts'
import type { Db } from '../store/database.ts'
import { eachNotice } from './notices.ts'
import type { WorkerHandler } from './worker.ts'

/** A job that a service has ended, as EventBridge tells of it. */
export interface EndedJob {
  readonly id: string
  readonly succeeded: boolean
  /** Of one that failed: the service's own. */
  readonly error_code: number | null
  /** What was given with it when it was begun. */
  readonly metadata: Readonly<Record<string, string>>
}

/** What a worker gets for one job. */
export interface JobEndContext {
  readonly job: EndedJob
  readonly db: Db
}

const StateChange = z.object({
  detail: z.object({
    jobId: z.string(),
    status: z.enum(['COMPLETE', 'ERROR']),
    errorCode: z.int().optional(),
    userMetadata: z.record(z.string(), z.string()).default({}),
  }),
})

/**
 * A worker that takes the ends of jobs one by one. Each is told of at least once and in any order, so its writes must come
 * out the same when it is told again.
 */
export function eachJobEnd(contract: AnyWorker, work: (context: JobEndContext) => Promise<void>): WorkerHandler {
  return eachNotice(contract, ({ body, withDb }) => {
    const { jobId: id, status, errorCode, userMetadata: metadata } = StateChange.parse(body).detail
    const job = { id, succeeded: status === 'COMPLETE', error_code: errorCode ?? null, metadata }
    return withDb((db) => work({ job, db }))
  })
}
