import { GetObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { mediaSettings } from './addresses.ts'
import { storageClient } from './client.ts'

const linkSeconds = 300

/** A link to an object for whoever holds it, good for five minutes. Signed without asking the store. */
export function signLink(key: string): Promise<string> {
  return getSignedUrl(storageClient(), new GetObjectCommand({ Bucket: mediaSettings().MEDIA_BUCKET, Key: key }), { expiresIn: linkSeconds })
}
