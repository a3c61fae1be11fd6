import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CopyObjectCommand, DeleteObjectCommand, GetObjectCommand, paginateListObjectsV2, PutObjectCommand } from '@aws-sdk/client-s3'
import { mediaSettings } from './addresses.ts'
import { storageClient } from './client.ts'

/** An object by its key, as it was when it had this tag. */
export interface StoredVersion {
  readonly key: string
  readonly etag: string
}

// A key holds a medium's id and a hash of its content, so that what is under it never changes.
const immutable = 'public, max-age=31536000, immutable'

/** Writes an object into a local file. Throws `ObjectReplaced` when another was written in its place. */
export async function fetchObject({ key, etag }: StoredVersion, path: string): Promise<void> {
  const { Body } = await storageClient()
    .send(new GetObjectCommand({ Bucket: mediaSettings().MEDIA_BUCKET, Key: key, IfMatch: etag }))
    .catch((error: unknown) => {
      const isReplaced = error instanceof Error && ['PreconditionFailed', 'NoSuchKey', '412'].includes(error.name)
      throw isReplaced ? new ObjectReplaced(key) : error
    })
  if (!(Body instanceof Readable)) throw new Error(`${key} came without a body`)
  await pipeline(Body, createWriteStream(path))
}

/** Another object was written in the place of one that was to be read. */
export class ObjectReplaced extends Error {
  constructor(key: string) {
    super(`${key} is not the object that was announced`)
    this.name = 'ObjectReplaced'
  }
}

/** Stores bytes for good, or what a local file holds. */
export async function storeObject(key: string, content_type: string, content: Uint8Array | { readonly path: string }): Promise<void> {
  const isFile = 'path' in content
  await storageClient().send(
    new PutObjectCommand({
      Bucket: mediaSettings().MEDIA_BUCKET,
      Key: key,
      ContentType: content_type,
      CacheControl: immutable,
      Body: isFile ? createReadStream(content.path) : content,
      ContentLength: isFile ? (await stat(content.path)).size : content.byteLength,
    }),
  )
}

/** Copies an object as it is, with its type. */
export async function copyObject(from: string, to: string): Promise<void> {
  const Bucket = mediaSettings().MEDIA_BUCKET
  await storageClient().send(new CopyObjectCommand({ Bucket, Key: to, CopySource: `${Bucket}/${encodeURI(from)}` }))
}

/** The keys that begin with `prefix`, as they are at this moment. */
export async function keysUnder(prefix: string): Promise<string[]> {
  const pages = paginateListObjectsV2({ client: storageClient() }, { Bucket: mediaSettings().MEDIA_BUCKET, Prefix: prefix })
  const keys: string[] = []
  for await (const { Contents = [] } of pages) keys.push(...Contents.flatMap(({ Key }) => Key ?? []))
  return keys
}

/** Deletes objects; those that are gone already are no fault. */
export async function deleteObjects(keys: readonly string[]): Promise<void> {
  const Bucket = mediaSettings().MEDIA_BUCKET
  await Promise.all(keys.map((Key) => storageClient().send(new DeleteObjectCommand({ Bucket, Key }))))
}
