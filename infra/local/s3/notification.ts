import { randomBytes } from 'node:crypto'
import type { S3EventRecord } from 'aws-lambda'
import { encodeKey } from './listing.ts'
import type { StoredObject } from './object-store.ts'

/** An object's creation as S3 tells it to a queue: one of a message's `Records`. */
export function creationRecord(object: StoredObject, region: string): S3EventRecord {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: region,
    eventTime: object.last_modified,
    eventName: `ObjectCreated:${object.created_by}`,
    userIdentity: { principalId: 'LOCAL' },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: {
      'x-amz-request-id': randomBytes(8).toString('hex').toUpperCase(),
      'x-amz-id-2': randomBytes(48).toString('base64'),
    },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'local',
      bucket: { name: object.bucket, ownerIdentity: { principalId: 'LOCAL' }, arn: `arn:aws:s3:::${object.bucket}` },
      // In events, unlike in listings, a space is a plus.
      object: {
        key: encodeKey(object.key).replaceAll('%20', '+'),
        size: object.size,
        eTag: object.etag,
        sequencer: object.sequencer,
      },
    },
  }
}
