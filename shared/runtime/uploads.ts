import * as z from 'zod'
import type { AnyWorker } from '../contract/worker.ts'
import type { Db } from '../store/database.ts'
import { eachNotice } from './notices.ts'
import type { WorkerHandler } from './worker.ts'

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
  return eachNotice(contract, async ({ body, isLastTry, withDb }) => {
    for (const { s3 } of Notification.parse(body).Records) {
      const { key, size, eTag: etag } = s3.object
      await withDb((db, now) => work({ upload: { key, size, etag }, db, now, isLastTry }))
    }
  })
}
