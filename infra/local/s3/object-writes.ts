import * as z from 'zod'
import { type Call, keptHeaders, preconditions, quoted } from './call.ts'
import { S3Error } from './errors.ts'
import { holds } from './object-store.ts'
import { collect, payloadOf } from './payload.ts'
import { decode, options } from './request.ts'
import { answerXml, parseXml } from './xml.ts'

const largestPut = 5 * 1024 ** 3
const bodyLimit = 2 * 1024 * 1024

export async function putObject({ request, res, store, signedHash }: Call): Promise<void> {
  const { bucket, key } = request
  const { md5, ...blob } = await store.blobs.write(payloadOf(request, signedHash), { max: largestPut })
  const draft = { bucket, key, etag: md5, headers: keptHeaders(options(request)), created_by: 'Put' as const, blobs: [blob] }
  const { etag } = await store.commit(draft, preconditions(request))
  res.writeHead(200, { ETag: quoted(etag) }).end()
}

export async function copyObject({ request, res, store }: Call, source: string): Promise<void> {
  const [bucket = '', ...key] = decode(source).replace(/^\//, '').split('/')
  const object = store.get(bucket, key.join('/'))
  if (!object) throw new S3Error('NoSuchKey', 'The specified key does not exist.', { Key: key.join('/') })
  if (!holds({ ifMatch: options(request).get('x-amz-copy-source-if-match') }, object)) {
    throw new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold')
  }
  const replaces = options(request).get('x-amz-metadata-directive') === 'REPLACE'
  const copy = await store.commit(
    {
      bucket: request.bucket,
      key: request.key,
      etag: object.etag,
      headers: replaces ? keptHeaders(options(request)) : object.headers,
      created_by: 'Copy',
      blobs: await Promise.all(object.blobs.map((blob) => store.blobs.duplicate(blob))),
    },
    preconditions(request),
  )
  answerXml(res, 200, 'CopyObjectResult', { ETag: quoted(copy.etag), LastModified: copy.last_modified })
}

export async function deleteObject({ request, res, store }: Call): Promise<void> {
  await store.remove(request.bucket, request.key)
  res.writeHead(204).end()
}

const deletion = z.object({
  Delete: z.object({ Object: z.array(z.object({ Key: z.string() })).min(1).max(1000), Quiet: z.string().optional() }),
})

export async function deleteObjects({ request, res, store, signedHash }: Call): Promise<void> {
  const body = await collect(payloadOf(request, signedHash), bodyLimit)
  const { Delete } = parseXml(body, deletion)
  for (const { Key } of Delete.Object) await store.remove(request.bucket, Key)
  answerXml(res, 200, 'DeleteResult', { Deleted: Delete.Quiet === 'true' ? [] : Delete.Object.map(({ Key }) => ({ Key })) })
}
