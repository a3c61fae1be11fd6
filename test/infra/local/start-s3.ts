import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import type { S3EventRecord } from 'aws-lambda'
import { onTestFinished } from 'vitest'
import { createS3Front, type LocalBucket } from '../../../infra/local/s3-front.ts'
import { listen } from './listen.ts'
import { stateDir } from './state-dir.ts'

export const Bucket = 'media'
const region = 'eu-west-1'
const credentials = { accessKeyId: 'LOCALKEY', secretAccessKey: 'local-secret' }

const media: LocalBucket = {
  name: Bucket,
  publicPrefixes: ['public/'],
  cors: [
    {
      AllowedOrigins: ['https://*.example.com'],
      AllowedMethods: ['GET', 'PUT', 'POST'],
      AllowedHeaders: ['content-type', 'x-amz-*'],
      ExposedHeaders: ['ETag'],
      MaxAge: 600,
    },
  ],
}

/** S3 on a free port with one bucket, a client of it and the events that it has sent. */
export async function startS3({ folder = stateDir(), refuseEvents = false } = {}) {
  const events: S3EventRecord[] = []
  const front = createS3Front({
    stateDir: folder,
    credentials,
    region,
    buckets: [media],
    async onObjectCreated(_bucket, record) {
      if (refuseEvents) throw new Error('The queue is away')
      events.push(record)
    },
  })
  const { url } = await listen(front.handle)
  const client = (config: S3ClientConfig = {}) => {
    const s3 = new S3Client({ endpoint: url, region, credentials, forcePathStyle: true, maxAttempts: 1, ...config })
    onTestFinished(() => s3.destroy())
    return s3
  }
  return { s3: client(), client, url, events, folder }
}
