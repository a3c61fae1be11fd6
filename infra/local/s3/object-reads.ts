import { pipeline } from 'node:stream/promises'
import { type Call, preconditions, quoted } from './call.ts'
import { S3Error } from './errors.ts'
import { holds, type StoredObject } from './object-store.ts'
import { header, type S3Request } from './request.ts'

interface Span {
  readonly start: number
  readonly end: number
}

/** GetObject and HeadObject. */
export async function readObject({ request, res, store }: Call): Promise<void> {
  const object = store.get(request.bucket, request.key)
  if (!object) throw new S3Error('NoSuchKey', 'The specified key does not exist.', { Key: request.key })

  for (const [name, value] of Object.entries({ ...object.headers, ...overrides(request) })) res.setHeader(name, value)
  res.setHeader('ETag', quoted(object.etag))
  res.setHeader('Last-Modified', new Date(object.last_modified).toUTCString())
  res.setHeader('Accept-Ranges', 'bytes')
  if (isUnchanged(request, object)) {
    res.writeHead(304).end()
    return
  }
  const whole = { start: 0, end: object.size - 1 }
  const range = rangeOf(header(request, 'range'), object.size)
  const { start, end } = range ?? whole
  if (range) res.setHeader('Content-Range', `bytes ${start}-${end}/${object.size}`)
  res.setHeader('Content-Length', end - start + 1)
  res.writeHead(range ? 206 : 200)
  if (request.method === 'HEAD') res.end()
  else await pipeline(store.blobs.read(object.blobs, start, end), res)
}

/** `response-content-type` and its like, which a presigned link may fix. */
function overrides({ query }: S3Request): Record<string, string> {
  const prefix = 'response-'
  const entries = Array.from(query).filter(([name]) => name.startsWith(prefix))
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(prefix.length), value]))
}

function isUnchanged(request: S3Request, object: StoredObject): boolean {
  const { ifMatch, ifNoneMatch } = preconditions(request)
  if (!holds({ ifMatch }, object)) {
    throw new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold')
  }
  if (ifNoneMatch !== undefined) return !holds({ ifNoneMatch }, object)
  const since = Date.parse(header(request, 'if-modified-since') ?? '')
  return Math.floor(Date.parse(object.last_modified) / 1000) * 1000 <= since
}

/** The one range that is asked for. Several at once, and what is not a range, are answered with the whole, as in S3. */
function rangeOf(text: string | undefined, size: number): Span | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(text ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined
  const start = first === '' ? Math.max(size - Number(last), 0) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (start > end) throw new S3Error('InvalidRange', 'The requested range is not satisfiable', { ActualObjectSize: size })
  return { start, end }
}
