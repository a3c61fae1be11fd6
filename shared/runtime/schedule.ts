import { type Db as MongoDb, ObjectId } from 'mongodb'
import type { ScheduleContract } from '../contract/worker.ts'
import { createDb, type Db } from '../store/database.ts'
import type { PendingEvent } from '../store/outbox.ts'
import { connector, eventRoutes } from './connection.ts'
import { prepareSending, sendEvents } from './event-sender.ts'
import { endLease, takeLease } from './leases.ts'
import { describeError, logger } from './logger.ts'
import { publishCounts } from './metrics.ts'
import { transactionally } from './transactional.ts'

export interface ScheduleContext {
  readonly db: Db
  readonly now: Date
  newId(): ObjectId
  /** Sends what was emitted so far; a long run does so after every page. */
  flush(): Promise<void>
  /** Runs `work` in a transaction with snapshot reads, and again after a conflict. Its events are sent like the others. */
  transaction<Result>(work: (db: Db) => Promise<Result>): Promise<Result>
  /** The database itself, for upkeep that knows no collection's type. */
  readonly database: MongoDb
  readonly pending: PendingEvent[]
}

/** What a run did, as counts for the log. */
export type ScheduleResult = Readonly<Record<string, number>> | void

export type ScheduleHandler = () => Promise<ScheduleResult>

const connect = connector(50_000)

/** A use case as a Lambda that a schedule starts. While one run holds the lease another returns at once. */
export function schedule(contract: ScheduleContract, work: (context: ScheduleContext) => Promise<ScheduleResult>): ScheduleHandler {
  prepareSending(contract)
  return async () => {
    const { client, database } = await connect()
    const pending: PendingEvent[] = []
    const now = new Date()
    const scope = { database, now, routes: eventRoutes(), request_id: null }
    const db = createDb({ ...scope, pending })
    const holder = new ObjectId()
    if (!(await takeLease(db, contract.id, holder, { now, seconds: contract.timeout_seconds ?? 60 }))) return undefined
    const flush = () => sendEvents(pending.splice(0))
    const transaction: ScheduleContext['transaction'] = (part) => transactionally(client, { ...scope, pending }, part)
    try {
      const result = await work({ db, now, newId: () => new ObjectId(), flush, transaction, database, pending })
      logger.info('schedule.ran', { function: contract.id, ...result })
      publishCounts(contract.id, { ...result })
      return result
    } catch (error) {
      logger.error('schedule.failed', { function: contract.id, error: describeError(error) })
      throw error
    } finally {
      await flush()
      await endLease(db, contract.id, holder)
    }
  }
}
