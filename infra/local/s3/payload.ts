import { decodeChunks } from './aws-chunked.ts'
import { type Algorithm, isAlgorithm } from './digests.ts'
import { S3Error } from './errors.ts'
import { options, type S3Request } from './request.ts'

/** A digest that the body must have. A trailer's value is known only once the body has been read. */
export interface Claim {
  readonly algorithm: Algorithm
  readonly code: 'BadDigest' | 'XAmzContentSHA256Mismatch'
  expected(): Buffer | undefined
}

export interface Payload {
  readonly bytes: AsyncIterable<Buffer>
  readonly claims: readonly Claim[]
}

const checksum = 'x-amz-checksum-'

/** The body of a request, without transfer framing, and what its headers, link and trailers claim of it. */
export function payloadOf(request: S3Request, signedHash: string): Payload {
  const trailers = new Map<string, string>()
  const streaming = signedHash === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'
  if (!streaming && signedHash.startsWith('STREAMING-')) throw new S3Error('NotImplemented', `${signedHash} is not offered here`)

  const given = options(request)
  const claims: Claim[] = Array.from(given)
    .filter(([name]) => name.startsWith(checksum) && !['algorithm', 'mode', 'type'].includes(name.slice(checksum.length)))
    .map(([name, value]) => claim(name, () => value))
  const md5 = given.get('content-md5')
  if (md5) claims.push({ algorithm: 'md5', code: 'BadDigest', expected: () => Buffer.from(md5, 'base64') })
  const trailer = given.get('x-amz-trailer')
  if (streaming && trailer) claims.push(claim(trailer, () => trailers.get(trailer)))
  if (/^[0-9a-f]{64}$/.test(signedHash)) {
    claims.push({ algorithm: 'sha256', code: 'XAmzContentSHA256Mismatch', expected: () => Buffer.from(signedHash, 'hex') })
  }
  return { bytes: streaming ? decodeChunks(request.message, trailers) : request.message, claims }
}

function claim(name: string, value: () => string | undefined): Claim {
  const algorithm = name.slice(checksum.length)
  if (!isAlgorithm(algorithm)) throw new S3Error('NotImplemented', `The checksum ${algorithm} is not offered here`)
  const expected = () => {
    const base64 = value()
    return base64 === undefined ? undefined : Buffer.from(base64, 'base64')
  }
  return { algorithm, code: 'BadDigest', expected }
}

/** The whole body of a small request. Throws `EntityTooLarge` beyond `limit` bytes. */
export async function collect({ bytes }: Pick<Payload, 'bytes'>, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size > limit) throw new S3Error('EntityTooLarge', 'The request is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
