import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import type { SQSRecord } from 'aws-lambda'
import * as z from 'zod'
import type { AnyWorker } from '../contract/worker.ts'
import type { Db } from '../store/database.ts'
import { connector } from './connection.ts'
import { prepareSending } from './event-sender.ts'
import { isLastDelivery, reporting, type WorkerHandler, withDb } from './worker.ts'

/** An object that a client has put into the bucket, as S3 tells of it. */
export interface Upload {
  readonly key: string
  /** Bytes. */
  readonly size: number
  readonly etag: string
}

/** What a worker gets for one upload. */
export interface UploadContext {
  readonly upload: Upload
  readonly db: Db
  readonly now: Date
  /** When it fails this time the message goes to the dead-letter queue. */
  readonly isLastTry: boolean
}

const connect = connector(20_000)

// In events a space in a key is a plus.
const objectKey = z.string().transform((key) => decodeURIComponent(key.replaceAll('+', ' ')))

// What S3 sends once to try a queue has no records.
const Notification = z.object({
  Records: z
    .array(z.object({ s3: z.object({ object: z.object({ key: objectKey, size: z.int().default(0), eTag: z.string() }) }) }))
    .default([]),
})

/**
 * A worker that takes uploads one by one. S3 tells of each at least once and in any order, so its writes must come out the
 * same when it is told again.
 */
export function eachUpload(contract: AnyWorker, work: (context: UploadContext) => Promise<void>): WorkerHandler {
  prepareSending(contract)
  return async (sqsEvent) => {
    const { database } = await connect()
    const handle = async (record: SQSRecord) => {
      const isLastTry = isLastDelivery(contract, record)
      for (const { s3 } of Notification.parse(JSON.parse(record.body)).Records) {
        const { key, size, eTag: etag } = s3.object
        await withDb(database, null, (db, now) => work({ upload: { key, size, etag }, db, now, isLastTry }))
      }
    }
    const options = { throwOnFullBatchFailure: false, processInParallel: false }
    return processPartialResponse(sqsEvent, reporting(contract, handle), new BatchProcessor(EventType.SQS), options)
  }
}
