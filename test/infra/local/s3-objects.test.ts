import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { Bucket, startS3 } from './start-s3.ts'

const put = (s3: S3Client, Key: string, Body: string | Uint8Array = Key) => s3.send(new PutObjectCommand({ Bucket, Key, Body }))

async function read(s3: S3Client, Key: string, Range?: string): Promise<string | undefined> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, Range }))
  return Body?.transformToString()
}

test('an object comes back with its bytes, type and metadata', async () => {
  const { s3 } = await startS3()
  const Key = 'private/a b+ü/100%.txt'
  const kept = { ContentType: 'text/plain', CacheControl: 'max-age=60', Metadata: { by: 'ada' } }
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'Grüße', ...kept }))
  expect(await read(s3, Key)).toBe('Grüße')
  expect(await s3.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({
    ContentLength: 7,
    ...kept,
    ETag: `"${createHash('md5').update('Grüße').digest('hex')}"`,
    LastModified: expect.any(Date),
  })
})

test('a stream is stored whole', async () => {
  const { s3 } = await startS3()
  const chunks = Array.from({ length: 40 }, (_, index) => Buffer.alloc(100_000, index))
  await s3.send(new PutObjectCommand({ Bucket, Key: 'film', Body: Readable.from(chunks), ContentLength: 4_000_000 }))
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'film' }))
  expect(Buffer.concat(chunks).equals((await Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true)
})

test.for([
  ['bytes=0-3', '0123'],
  ['bytes=7-', '789'],
  ['bytes=-2', '89'],
  ['bytes=8-100', '89'],
] as const)('the range %s is a part', async ([range, part]) => {
  const { s3 } = await startS3()
  await put(s3, 'digits', '0123456789')
  expect(await read(s3, 'digits', range)).toBe(part)
})

test('a range beyond the end is InvalidRange, and an empty object can be read', async () => {
  const { s3 } = await startS3()
  await put(s3, 'digits', '0123456789')
  await put(s3, 'empty', new Uint8Array())
  await expect(read(s3, 'digits', 'bytes=10-')).rejects.toMatchObject({ name: 'InvalidRange' })
  expect(await read(s3, 'empty')).toBe('')
})

test('what is not there is NoSuchKey, and deleting it is no fault', async () => {
  const { s3 } = await startS3()
  await expect(read(s3, 'absent')).rejects.toMatchObject({ name: 'NoSuchKey' })
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'absent' }))).rejects.toMatchObject({ name: 'NotFound' })
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'absent' }))
  await expect(s3.send(new GetObjectCommand({ Bucket: 'other', Key: 'a' }))).rejects.toMatchObject({ name: 'NoSuchBucket' })
})

test('objects are deleted one by one and many at once', async () => {
  const { s3 } = await startS3()
  for (const key of ['a', 'b', 'c & <d>']) await put(s3, key)
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }))
  const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'b' }, { Key: 'c & <d>' }] } }))
  expect(Deleted).toHaveLength(2)
  expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0)
})

test('a copy stands on its own, with metadata of its own where it is said so', async () => {
  const { s3, events } = await startS3()
  const first = { ContentType: 'text/plain', Metadata: { from: 'a' } }
  const other = { ContentType: 'image/png', Metadata: {} }
  await s3.send(new PutObjectCommand({ Bucket, Key: 'in/a b', Body: 'bytes', ...first }))
  const CopySource = `${Bucket}/${encodeURIComponent('in/a b')}`
  await s3.send(new CopyObjectCommand({ Bucket, Key: 'out/same', CopySource }))
  await s3.send(new CopyObjectCommand({ Bucket, Key: 'out/other', CopySource, MetadataDirective: 'REPLACE', ...other }))
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'in/a b' }))

  expect(await read(s3, 'out/same')).toBe('bytes')
  expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'out/same' }))).toMatchObject(first)
  expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'out/other' }))).toMatchObject(other)
  expect(events.map(({ eventName }) => eventName)).toEqual(['ObjectCreated:Put', 'ObjectCreated:Copy', 'ObjectCreated:Copy'])
})

test('of several that create one key with If-None-Match, one wins', async () => {
  const { s3 } = await startS3()
  const create = (Body: string) => s3.send(new PutObjectCommand({ Bucket, Key: 'once', Body, IfNoneMatch: '*' }))
  const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd'].map(create))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  await expect(create('e')).rejects.toMatchObject({ name: 'PreconditionFailed' })
})

test('a read with the known ETag is 304', async () => {
  const { s3 } = await startS3()
  const { ETag } = await put(s3, 'a')
  const again = s3.send(new GetObjectCommand({ Bucket, Key: 'a', IfNoneMatch: ETag }))
  await expect(again).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } })
})

test('a listing goes by prefix, folder and page, in the order of the bytes', async () => {
  const { s3 } = await startS3()
  for (const key of ['a/1', 'a/2', 'a/b/3', 'a/b/4', 'é', 'z', 'a b']) await put(s3, key)
  const folder = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'a/', Delimiter: '/' }))
  expect(folder.Contents?.map(({ Key }) => Key)).toEqual(['a/1', 'a/2'])
  expect(folder.CommonPrefixes).toEqual([{ Prefix: 'a/b/' }])

  const keys: (string | undefined)[] = []
  for await (const page of paginateListObjectsV2({ client: s3, pageSize: 2 }, { Bucket })) {
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key))
  }
  expect(keys).toEqual(['a b', 'a/1', 'a/2', 'a/b/3', 'a/b/4', 'z', 'é'])
})

test('each creation is told once, as S3 shapes it', async () => {
  const { s3, events } = await startS3()
  const { ETag } = await put(s3, 'in/a b&ü.jpg', 'bytes')
  await put(s3, 'in/a b&ü.jpg', 'other')
  expect(events).toHaveLength(2)
  expect(events[0]).toMatchObject({
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'eu-west-1',
    eventName: 'ObjectCreated:Put',
    s3: {
      bucket: { name: Bucket, arn: `arn:aws:s3:::${Bucket}` },
      object: { key: 'in/a+b%26%C3%BC.jpg', size: 5, eTag: ETag?.replaceAll('"', '') },
    },
  })
  const [first, second] = events.map(({ s3: { object } }) => object.sequencer)
  expect(String(second) > String(first)).toBe(true)
})

test('objects survive a restart, and an event that was not taken is sent again', async () => {
  const before = await startS3({ refuseEvents: true })
  await put(before.s3, 'kept', 'bytes')
  const after = await startS3({ folder: before.folder })
  expect(await read(after.s3, 'kept')).toBe('bytes')
  await expect.poll(() => after.events.map(({ s3 }) => s3.object.key)).toEqual(['kept'])

  const documents = join(before.folder, 'objects', 'objects')
  const saved = () => readdirSync(documents).map((file) => readFileSync(join(documents, file), 'utf8'))
  await expect.poll(saved).toEqual([expect.stringContaining('"announced":true')])
  const later = await startS3({ folder: before.folder })
  await put(later.s3, 'next')
  expect(later.events.map(({ s3 }) => s3.object.key)).toEqual(['next'])
})
