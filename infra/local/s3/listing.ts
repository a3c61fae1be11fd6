import { type Call, quoted } from './call.ts'
import { S3Error } from './errors.ts'
import { compareKeys, type StoredObject } from './object-store.ts'
import type { S3Request } from './request.ts'
import { answerXml } from './xml.ts'

const largestPage = 1000

type Row = { readonly object: StoredObject } | { readonly prefix: string }

/** ListObjectsV2. The continuation token is the last name of the page before. */
export function listObjects({ request, res, store }: Call): void {
  const { query, bucket } = request
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const token = query.get('continuation-token')
  const after = token === undefined ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString()
  const limit = pageSize(request, 'max-keys')

  const rows = rowsOf(store.list(bucket), prefix, delimiter).filter((row) => compareKeys(nameOf(row), after) > 0)
  const shown = rows.slice(0, limit)
  const isTruncated = rows.length > shown.length
  const last = shown.at(-1)
  const encode = query.get('encoding-type') === 'url' ? encodeKey : (key: string) => key
  answerXml(res, 200, 'ListBucketResult', {
    Name: bucket,
    Prefix: encode(prefix),
    ...(delimiter && { Delimiter: encode(delimiter) }),
    ...(query.has('encoding-type') && { EncodingType: query.get('encoding-type') }),
    MaxKeys: limit,
    KeyCount: shown.length,
    IsTruncated: isTruncated,
    ...(token !== undefined && { ContinuationToken: token }),
    ...(isTruncated && last && { NextContinuationToken: Buffer.from(nameOf(last)).toString('base64url') }),
    Contents: shown.flatMap((row) => ('object' in row ? [contentsOf(row.object, encode)] : [])),
    CommonPrefixes: shown.flatMap((row) => ('prefix' in row ? [{ Prefix: encode(row.prefix) }] : [])),
  })
}

/** A `max-…` parameter, at most 1,000. */
export function pageSize({ query }: S3Request, name: string): number {
  const text = query.get(name)
  if (text === undefined) return largestPage
  if (!/^\d+$/.test(text)) throw new S3Error('InvalidArgument', `Provided ${name} not an integer or within integer range`)
  return Math.min(Number(text), largestPage)
}

/** Keys as listings and events write them: percent-encoded but for the slashes. */
export function encodeKey(key: string): string {
  return key.split('/').map(encodeURIComponent).join('/')
}

function rowsOf(objects: readonly StoredObject[], prefix: string, delimiter: string): Row[] {
  const rows = new Map<string, Row>()
  for (const object of objects) {
    if (!object.key.startsWith(prefix)) continue
    const end = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length)
    const common = object.key.slice(0, end + delimiter.length)
    if (end < 0) rows.set(object.key, { object })
    else rows.set(common, { prefix: common })
  }
  return Array.from(rows.values())
}

function nameOf(row: Row): string {
  return 'object' in row ? row.object.key : row.prefix
}

function contentsOf(object: StoredObject, encode: (key: string) => string) {
  return {
    Key: encode(object.key),
    LastModified: object.last_modified,
    ETag: quoted(object.etag),
    Size: object.size,
    StorageClass: 'STANDARD',
  }
}
