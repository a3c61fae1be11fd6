import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect, test } from 'vitest'
import { Bucket, startS3 } from './start-s3.ts'

const Key = 'in/film'
const partSize = 5 * 1024 * 1024
const large = Buffer.alloc(partSize, 'a')
const small = Buffer.from('the end')

async function startUpload() {
  const started = await startS3()
  const command = new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'video/mp4', Metadata: { by: 'ada' } })
  const { UploadId } = await started.s3.send(command)
  return { ...started, UploadId }
}

type Started = Awaited<ReturnType<typeof startUpload>>

async function sendPart({ s3, UploadId }: Pick<Started, 's3' | 'UploadId'>, PartNumber: number, Body: Buffer) {
  const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }))
  return { PartNumber, ETag }
}

function complete({ s3, UploadId }: Pick<Started, 's3' | 'UploadId'>, Parts: CompletedPart[], IfNoneMatch?: string) {
  return s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, IfNoneMatch }))
}

async function exists(s3: S3Client): Promise<boolean> {
  return s3.send(new HeadObjectCommand({ Bucket, Key })).then(() => true, () => false)
}

test('parts sent through links become one object, with one event', async () => {
  const { s3, client, UploadId, events } = await startUpload()
  const signer = client({ requestChecksumCalculation: 'WHEN_REQUIRED' })
  const sent = [large, small].map(async (body, index) => {
    const PartNumber = index + 1
    const link = await getSignedUrl(signer, new UploadPartCommand({ Bucket, Key, UploadId, PartNumber }))
    const answer = await fetch(link, { method: 'PUT', body })
    return { PartNumber, ETag: answer.headers.get('etag') ?? undefined }
  })
  const { ETag } = await complete({ s3, UploadId }, await Promise.all(sent))
  expect(ETag).toMatch(/^"[0-9a-f]{32}-2"$/)

  const { Body, ...object } = await s3.send(new GetObjectCommand({ Bucket, Key }))
  const ContentLength = partSize + small.length
  expect(object).toMatchObject({ ContentType: 'video/mp4', ContentLength, Metadata: { by: 'ada' }, ETag })
  expect(Buffer.concat([large, small]).equals((await Body?.transformToByteArray()) ?? small)).toBe(true)
  expect(events.map(({ eventName }) => eventName)).toEqual(['ObjectCreated:CompleteMultipartUpload'])
})

test('a range may reach over the parts', async () => {
  const upload = await startUpload()
  await complete(upload, [await sendPart(upload, 1, large), await sendPart(upload, 2, small)])
  const { Body } = await upload.s3.send(new GetObjectCommand({ Bucket, Key, Range: `bytes=${partSize - 2}-${partSize + 2}` }))
  expect(await Body?.transformToString()).toBe('aathe')
})

test('a part sent again replaces the first, and parts are listed by page', async () => {
  const upload = await startUpload()
  await sendPart(upload, 2, small)
  await sendPart(upload, 1, small)
  const again = await sendPart(upload, 1, Buffer.from('other'))
  const list = (PartNumberMarker?: string) =>
    upload.s3.send(new ListPartsCommand({ Bucket, Key, UploadId: upload.UploadId, MaxParts: 1, PartNumberMarker }))
  const first = await list()
  expect(first).toMatchObject({ IsTruncated: true, Parts: [{ PartNumber: 1, ETag: again.ETag, Size: 5 }] })
  expect(await list(first.NextPartNumberMarker)).toMatchObject({ IsTruncated: false, Parts: [{ PartNumber: 2 }] })
})

test('wrong, unordered and too small parts are refused by name, and the upload goes on', async () => {
  const upload = await startUpload()
  const [one, two] = [await sendPart(upload, 1, small), await sendPart(upload, 2, small)]
  await expect(complete(upload, [{ ...one, ETag: two.ETag?.replace(/\w/, 'x') }])).rejects.toMatchObject({ name: 'InvalidPart' })
  await expect(complete(upload, [two, one])).rejects.toMatchObject({ name: 'InvalidPartOrder' })
  await expect(complete(upload, [one, two])).rejects.toMatchObject({ name: 'EntityTooSmall' })
  expect(await exists(upload.s3)).toBe(false)
  await complete(upload, [two])
  expect(await exists(upload.s3)).toBe(true)
})

test('a completion with If-None-Match does not replace what is there', async () => {
  const upload = await startUpload()
  const part = await sendPart(upload, 1, small)
  await upload.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'first' }))
  await expect(complete(upload, [part], '*')).rejects.toMatchObject({ name: 'PreconditionFailed' })
})

test('an aborted upload is gone', async () => {
  const upload = await startUpload()
  const part = await sendPart(upload, 1, small)
  const { s3, UploadId } = upload
  const uploads = async () => (await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads?.map((each) => each.UploadId)
  expect(await uploads()).toEqual([UploadId])
  await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }))
  expect(await uploads()).toBeUndefined()
  await expect(complete(upload, [part])).rejects.toMatchObject({ name: 'NoSuchUpload' })
  await expect(sendPart(upload, 2, small)).rejects.toMatchObject({ name: 'NoSuchUpload' })
})

test('an upload survives a restart', async () => {
  const upload = await startUpload()
  const part = await sendPart(upload, 1, small)
  const { s3 } = await startS3({ folder: upload.folder })
  await complete({ s3, UploadId: upload.UploadId }, [part])
  expect(await exists(s3)).toBe(true)
})
