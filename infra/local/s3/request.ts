import type { IncomingMessage } from 'node:http'
import { pathOf } from '../exchange.ts'
import { S3Error } from './errors.ts'

/** A request to S3, path style: `/<bucket>/<key>`. Without a key it is about the bucket. */
export interface S3Request {
  readonly message: IncomingMessage
  readonly method: string
  /** Still percent-encoded, as it was signed. */
  readonly path: string
  readonly bucket: string
  readonly key: string
  readonly query: ReadonlyMap<string, string>
}

/** Takes a request apart. Throws `InvalidURI` where it cannot be decoded. */
export function readRequest(message: IncomingMessage): S3Request {
  const path = pathOf(message)
  const [, bucket = '', ...key] = path.split('/')
  const query = (message.url ?? '').slice(path.length + 1)
  return {
    message,
    method: message.method ?? 'GET',
    path,
    bucket: decode(bucket),
    key: decode(key.join('/')),
    query: new Map(query.split('&').filter(Boolean).map((pair) => splitOnce(pair).map(decode) as [string, string])),
  }
}

/** A header of a request, joined where it was repeated. */
export function header({ message }: Pick<S3Request, 'message'>, name: string): string | undefined {
  const value = message.headers[name]
  return Array.isArray(value) ? value.join(',') : value
}

/** Headers and query together, since a presigned link carries `x-amz-` headers in its query. */
export function options(request: S3Request): Map<string, string> {
  const headers = Object.keys(request.message.headers).map((name) => [name, header(request, name) ?? ''] as const)
  return new Map([...request.query, ...headers])
}

function splitOnce(pair: string): [string, string] {
  const at = pair.indexOf('=')
  return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
}

/** Percent-decodes a part of an address. Throws `InvalidURI`. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new S3Error('InvalidURI', "Couldn't parse the specified URI.")
  }
}
