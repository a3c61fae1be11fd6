import { createHmac, timingSafeEqual } from 'node:crypto'
import { Hash } from '@smithy/core/serde'
import { getSigningKey, SignatureV4 } from '@smithy/signature-v4'
import { S3Error } from './errors.ts'
import { header, type S3Request } from './request.ts'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

interface Claimed {
  readonly credential: string
  readonly date: string
  readonly signed: readonly string[]
  readonly signature: string
}

const algorithm = 'AWS4-HMAC-SHA256'
const toleratedSkew = 15 * 60_000
const longestValidity = 7 * 24 * 60 * 60
const contentHash = 'x-amz-content-sha256'
const ownParameters = ['Algorithm', 'Credential', 'Date', 'Expires', 'SignedHeaders', 'Signature']
const generated = new Set(ownParameters.map((name) => `X-Amz-${name}`))
const sha256 = Hash.bind(null, 'sha256')

/**
 * Checks Signature V4, by signing again what the client says it has signed. The clock is `Date.now()`, which the
 * stack may have moved.
 */
export function createVerifier({ credentials, region }: { credentials: Credentials; region: string }) {
  const signer = new SignatureV4({ service: 's3', region, credentials, sha256, uriEscapePath: false, applyChecksum: false })

  return {
    /** Whether a request carries a signature at all. */
    isSigned({ message, query }: S3Request): boolean {
      return message.headers.authorization !== undefined || query.has('X-Amz-Signature') || query.has('X-Amz-Algorithm')
    },

    /** What a request's signature says of its body: a SHA-256 in hex, or one of S3's markers. Throws for a bad signature. */
    async verify(request: S3Request): Promise<string> {
      return request.query.has('X-Amz-Algorithm') ? verifyLink(request) : verifyHeader(request)
    },

    /** Checks the signature over a form's policy. Throws for a bad one. */
    async verifyPolicy(form: ReadonlyMap<string, string>): Promise<void> {
      if (form.get('x-amz-algorithm') !== algorithm) throw denied('The form is not signed with AWS4-HMAC-SHA256')
      const date = form.get('x-amz-date') ?? ''
      checkScope(form.get('x-amz-credential') ?? '', date)
      const key = await getSigningKey(sha256, credentials, date.slice(0, 8), region, 's3')
      const expected = createHmac('sha256', key).update(form.get('policy') ?? '').digest('hex')
      compare(expected, form.get('x-amz-signature') ?? '')
    },
  }

  async function verifyHeader(request: S3Request): Promise<string> {
    const claimed = readAuthorization(request)
    checkScope(claimed.credential, claimed.date)
    const signingDate = instant(claimed.date)
    if (Math.abs(Date.now() - signingDate.getTime()) > toleratedSkew) {
      throw new S3Error('RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.')
    }
    const payload = header(request, contentHash)
    if (!payload) throw new S3Error('InvalidRequest', `Missing required header for this request: ${contentHash}`)
    const { headers } = await signer.sign(unsigned(request, claimed), { signingDate, signableHeaders: new Set(claimed.signed) })
    compare(/Signature=(\w+)$/.exec(headers['authorization'] ?? '')?.[1] ?? '', claimed.signature)
    return payload
  }

  async function verifyLink(request: S3Request): Promise<string> {
    const claimed = readLink(request.query)
    checkScope(claimed.credential, claimed.date)
    const expiresIn = Number(request.query.get('X-Amz-Expires'))
    if (!Number.isInteger(expiresIn) || expiresIn < 1 || expiresIn > longestValidity) {
      throw new S3Error('AuthorizationQueryParametersError', 'X-Amz-Expires must be a number between 1 and 604800 seconds')
    }
    const signingDate = instant(claimed.date)
    if (signingDate.getTime() > Date.now() + toleratedSkew) throw denied('Request is not valid yet')
    if (Date.now() > signingDate.getTime() + expiresIn * 1000) throw denied('Request has expired')

    const payload = request.query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD'
    const { headers, query, ...rest } = unsigned(request, claimed)
    const again = await signer.presign(
      {
        ...rest,
        headers: { ...headers, [contentHash]: payload },
        query: Object.fromEntries(Object.entries(query).filter(([name]) => !generated.has(name))),
      },
      {
        expiresIn,
        signingDate,
        signableHeaders: new Set(claimed.signed),
        unhoistableHeaders: new Set([...claimed.signed, contentHash]),
        unsignableHeaders: new Set(claimed.signed.includes(contentHash) ? [] : [contentHash]),
      },
    )
    compare(String(again.query?.['X-Amz-Signature']), claimed.signature)
    return payload
  }

  function checkScope(credential: string, date: string): void {
    const [accessKeyId, ...scope] = credential.split('/')
    if (accessKeyId !== credentials.accessKeyId) {
      throw new S3Error('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.')
    }
    if (scope.join('/') !== `${date.slice(0, 8)}/${region}/s3/aws4_request`) {
      throw new S3Error('AuthorizationHeaderMalformed', `The credential scope must be <date>/${region}/s3/aws4_request`)
    }
  }
}

function readAuthorization(request: S3Request): Claimed {
  const match = /^AWS4-HMAC-SHA256 +Credential=([^,\s]+), *SignedHeaders=([^,\s]+), *Signature=(\w+)$/.exec(
    header(request, 'authorization') ?? '',
  )
  const [, credential, signed, signature] = match ?? []
  if (!credential || !signed || !signature) {
    throw new S3Error('AuthorizationHeaderMalformed', 'The authorization header is malformed.')
  }
  return { credential, date: header(request, 'x-amz-date') ?? '', signed: signed.split(';'), signature }
}

function readLink(query: ReadonlyMap<string, string>): Claimed {
  const of = (name: string) => query.get(`X-Amz-${name}`) ?? ''
  if (of('Algorithm') !== algorithm) {
    throw new S3Error('AuthorizationQueryParametersError', `X-Amz-Algorithm must be ${algorithm}`)
  }
  return { credential: of('Credential'), date: of('Date'), signed: of('SignedHeaders').split(';'), signature: of('Signature') }
}

/** The request with the headers that the client signed. One that carries a further header of S3's is refused, as in S3. */
function unsigned(request: S3Request, { signed }: Claimed) {
  const present = Object.keys(request.message.headers)
  const forgotten = present.filter((name) => name.startsWith('x-amz-') && !signed.includes(name))
  if (!signed.includes('host') || forgotten.length > 0) {
    throw denied('There were headers present in the request which were not signed', { HeadersNotSigned: forgotten.join(', ') })
  }
  const values = signed.flatMap((name) => {
    const value = header(request, name)
    return value === undefined ? [] : [[name, value]]
  })
  return {
    method: request.method,
    protocol: 'http:',
    hostname: '',
    path: request.path,
    query: Object.fromEntries(request.query) as Record<string, string>,
    headers: Object.fromEntries(values) as Record<string, string>,
  }
}

/** The moment that `20260131T120000Z` names. */
function instant(date: string): Date {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? []
  const parsed = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  if (Number.isNaN(parsed.getTime())) throw denied('AWS authentication requires a valid Date or x-amz-date header')
  return parsed
}

function compare(expected: string, given: string): void {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  if (a.length > 0 && a.length === b.length && timingSafeEqual(a, b)) return
  throw new S3Error(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  )
}

function denied(message: string, fields?: Record<string, string>): S3Error {
  return new S3Error('AccessDenied', message, fields)
}
