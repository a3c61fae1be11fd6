import * as z from 'zod'
import { type Call, keptHeaders, preconditions, quoted } from './call.ts'
import { S3Error } from './errors.ts'
import { pageSize } from './listing.ts'
import { compareKeys } from './object-store.ts'
import { collect, payloadOf } from './payload.ts'
import { options, type S3Request } from './request.ts'
import { answerXml, parseXml } from './xml.ts'

const mostParts = 10_000
const bodyLimit = 2 * 1024 * 1024

export async function createUpload({ request, res, store }: Call): Promise<void> {
  const { bucket, key } = request
  const { id } = await store.uploads.create({ bucket, key, headers: keptHeaders(options(request)) })
  answerXml(res, 200, 'InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: id })
}

export async function uploadPart({ request, res, store, signedHash }: Call): Promise<void> {
  const number = Number(request.query.get('partNumber'))
  if (!Number.isInteger(number) || number < 1 || number > mostParts) {
    throw new S3Error('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive')
  }
  const { etag } = await store.uploads.putPart(uploadOf(request), number, payloadOf(request, signedHash))
  res.writeHead(200, { ETag: quoted(etag) }).end()
}

const completion = z.object({
  CompleteMultipartUpload: z.object({
    Part: z.array(z.object({ PartNumber: z.coerce.number().int(), ETag: z.string() })).min(1).max(mostParts),
  }),
})

export async function completeUpload({ request, res, store, signedHash }: Call): Promise<void> {
  const body = await collect(payloadOf(request, signedHash), bodyLimit)
  const parts = parseXml(body, completion).CompleteMultipartUpload.Part
  const named = parts.map(({ PartNumber, ETag }) => ({ number: PartNumber, etag: ETag }))
  const object = await store.uploads.complete(uploadOf(request), named, (draft) => store.commit(draft, preconditions(request)))
  answerXml(res, 200, 'CompleteMultipartUploadResult', {
    Location: `http://${request.message.headers.host}${request.path}`,
    Bucket: object.bucket,
    Key: object.key,
    ETag: quoted(object.etag),
  })
}

export async function abortUpload({ request, res, store }: Call): Promise<void> {
  await store.uploads.abort(uploadOf(request))
  res.writeHead(204).end()
}

export function listParts({ request, res, store }: Call): void {
  const { id, bucket, key, parts } = store.uploads.find(uploadOf(request))
  const after = Number(request.query.get('part-number-marker') ?? 0)
  const rows = Object.entries(parts).filter(([number]) => Number(number) > after)
  const shown = rows.slice(0, pageSize(request, 'max-parts'))
  answerXml(res, 200, 'ListPartsResult', {
    Bucket: bucket,
    Key: key,
    UploadId: id,
    PartNumberMarker: after,
    NextPartNumberMarker: shown.at(-1)?.[0] ?? after,
    IsTruncated: rows.length > shown.length,
    Part: shown.map(([PartNumber, { etag, size, last_modified }]) => ({
      PartNumber,
      ETag: quoted(etag),
      Size: size,
      LastModified: last_modified,
    })),
  })
}

export function listUploads({ request, res, store }: Call): void {
  const prefix = request.query.get('prefix') ?? ''
  const uploads = store.uploads.list(request.bucket).filter(({ key }) => key.startsWith(prefix))
  const shown = uploads.toSorted((a, b) => compareKeys(a.key, b.key) || a.initiated.localeCompare(b.initiated))
  answerXml(res, 200, 'ListMultipartUploadsResult', {
    Bucket: request.bucket,
    Prefix: prefix,
    IsTruncated: false,
    Upload: shown.map(({ id, key, initiated }) => ({ Key: key, UploadId: id, Initiated: initiated })),
  })
}

function uploadOf({ bucket, key, query }: S3Request) {
  return { bucket, key, id: query.get('uploadId') ?? '' }
}
