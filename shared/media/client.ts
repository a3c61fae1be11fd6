import { S3Client } from '@aws-sdk/client-s3'

let client: S3Client | undefined

/**
 * The client of the media bucket. Checksums are left to those who ask for them: a browser that uses a presigned request
 * could not add one.
 */
export function storageClient(): S3Client {
  client ??= new S3Client({
    forcePathStyle: process.env.AWS_ENDPOINT_URL_S3 !== undefined,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  return client
}
