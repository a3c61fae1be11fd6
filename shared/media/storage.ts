import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { mediaSettings } from './addresses.ts'
import { storage } from './client.ts'

// A key holds a medium's id and a hash of its content, so that what is under it never changes.
const immutable = 'public, max-age=31536000, immutable'

/** Stores for good what a local file holds. */
export async function storeObject(key: string, content_type: string, path: string): Promise<void> {
  const { client, PutObjectCommand } = await storage()
  await client.send(
    new PutObjectCommand({
      Bucket: mediaSettings().MEDIA_BUCKET,
      Key: key,
      ContentType: content_type,
      CacheControl: immutable,
      Body: createReadStream(path),
      ContentLength: (await stat(path)).size,
    }),
  )
}

/** Copies an object as it is, with its type. */
export async function copyObject(from: string, to: string): Promise<void> {
  const { client, CopyObjectCommand } = await storage()
  const Bucket = mediaSettings().MEDIA_BUCKET
  await client.send(new CopyObjectCommand({ Bucket, Key: to, CopySource: `${Bucket}/${encodeURI(from)}` }))
}

/** Bytes and version of an object. Throws where it is not there. */
export async function describeObject(key: string): Promise<{ readonly size: number; readonly etag: string }> {
  const { client, HeadObjectCommand } = await storage()
  const found = await client.send(new HeadObjectCommand({ Bucket: mediaSettings().MEDIA_BUCKET, Key: key }))
  return { size: found.ContentLength ?? 0, etag: (found.ETag ?? '').replaceAll('"', '') }
}

/** The keys that begin with `prefix`, as they are at this moment. */
export async function keysUnder(prefix: string): Promise<string[]> {
  const { client, paginateListObjectsV2 } = await storage()
  const pages = paginateListObjectsV2({ client }, { Bucket: mediaSettings().MEDIA_BUCKET, Prefix: prefix })
  const keys: string[] = []
  for await (const { Contents = [] } of pages) keys.push(...Contents.flatMap(({ Key }) => Key ?? []))
  return keys
}

/** Deletes objects; those that are gone already are no fault. */
export async function deleteObjects(keys: readonly string[]): Promise<void> {
  const { client, DeleteObjectCommand } = await storage()
  const Bucket = mediaSettings().MEDIA_BUCKET
  await Promise.all(keys.map((Key) => client.send(new DeleteObjectCommand({ Bucket, Key }))))
}
