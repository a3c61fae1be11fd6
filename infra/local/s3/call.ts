import type { ServerResponse } from 'node:http'
import type { ObjectStore, Preconditions } from './object-store.ts'
import { header, type S3Request } from './request.ts'

/** One authenticated request, with what its operation needs. */
export interface Call {
  readonly request: S3Request
  readonly res: ServerResponse
  readonly store: ObjectStore
  /** What the signature says of the body. */
  readonly signedHash: string
}

const kept = new Set(['content-type', 'cache-control', 'content-disposition', 'content-encoding', 'content-language', 'expires'])

/** Those among headers, or the fields of a form, that an object keeps. */
export function keptHeaders(given: ReadonlyMap<string, string>): Record<string, string> {
  const entries = Array.from(given).flatMap(([name, value]): [string, string][] => {
    if (!kept.has(name) && !name.startsWith('x-amz-meta-')) return []
    // The transfer's own encoding is not the object's.
    const clean = name === 'content-encoding' ? value.replace(/(^|, *)aws-chunked(, *|$)/, '') : value
    return clean === '' ? [] : [[name, clean]]
  })
  return { 'content-type': 'binary/octet-stream', ...Object.fromEntries(entries) }
}

export function preconditions(request: S3Request): Preconditions {
  return { ifMatch: header(request, 'if-match'), ifNoneMatch: header(request, 'if-none-match') }
}

export function quoted(etag: string): string {
  return `"${etag}"`
}
