import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import type { SQSRecord } from 'aws-lambda'
import type { AnyWorker } from '../contract/worker.ts'
import type { Db } from '../store/database.ts'
import { connector } from './connection.ts'
import { prepareSending } from './event-sender.ts'
import { isLastDelivery, reporting, type WorkerHandler, withDb } from './worker.ts'

/** What a service of the cloud tells. */
export interface Notice {
  /** In the service's own shape. */
  readonly body: unknown
  /** When it fails this time the message goes to the dead-letter queue. */
  readonly isLastTry: boolean
  /** Runs `work` with a store whose events are sent when it ends. */
  withDb(work: (db: Db, now: Date) => Promise<void>): Promise<void>
}

const connect = connector(20_000)

/**
 * A worker that takes one by one what services of the cloud tell. They tell it at least once and in any order, so its writes
 * must come out the same when it is told again.
 */
export function eachNotice(contract: AnyWorker, take: (notice: Notice) => Promise<void>): WorkerHandler {
  prepareSending(contract)
  return async (sqsEvent) => {
    const { database } = await connect()
    const handle = async (record: SQSRecord) =>
      take({
        body: JSON.parse(record.body),
        isLastTry: isLastDelivery(contract, record),
        withDb: (work) => withDb(database, null, work),
      })
    const options = { throwOnFullBatchFailure: false, processInParallel: false }
    return processPartialResponse(sqsEvent, reporting(contract, handle), new BatchProcessor(EventType.SQS), options)
  }
}
