import { GetObjectCommand, PutObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterEach, expect, test, vi } from 'vitest'
import { Bucket, startS3 } from './start-s3.ts'

const minute = 60_000
const required = { requestChecksumCalculation: 'WHEN_REQUIRED' } as const

afterEach(() => vi.useRealTimers())

/** Moves `Date` alone, as the stack's clock does. */
function advance(milliseconds: number): void {
  vi.useFakeTimers({ now: Date.now() + milliseconds, toFake: ['Date'] })
}

async function codeOf(answer: Response): Promise<string | undefined> {
  return /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1]
}

async function startWithLinks() {
  const { s3, client, url, events } = await startS3()
  await s3.send(new PutObjectCommand({ Bucket, Key: 'private/a b.txt', Body: 'secret' }))
  const get = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'private/a b.txt' }), { expiresIn: 300 })
  const put = await getSignedUrl(client(required), new PutObjectCommand({ Bucket, Key: 'in/new' }), { expiresIn: 300 })
  return { s3, client, url, events, get, put }
}

test('another secret, another key id and another region are refused by name', async () => {
  const { client } = await startS3()
  const write = (config: Parameters<typeof client>[0]) => client(config).send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }))
  await expect(write({ credentials: { accessKeyId: 'LOCALKEY', secretAccessKey: 'guess' } })).rejects.toMatchObject({
    name: 'SignatureDoesNotMatch',
  })
  await expect(write({ credentials: { accessKeyId: 'OTHER', secretAccessKey: 'local-secret' } })).rejects.toMatchObject({
    name: 'InvalidAccessKeyId',
  })
  await expect(write({ region: 'us-east-1' })).rejects.toMatchObject({ name: 'AuthorizationHeaderMalformed' })
})

test('a signature from another hour is RequestTimeTooSkewed', async () => {
  const { client } = await startS3()
  const late = client({ systemClockOffset: -16 * minute }).send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }))
  await expect(late).rejects.toMatchObject({ name: 'RequestTimeTooSkewed' })
})

test('a link reads what it names, and follows the clock of the stack', async () => {
  const { get } = await startWithLinks()
  expect(await (await fetch(get)).text()).toBe('secret')
  advance(4 * minute)
  expect((await fetch(get)).status).toBe(200)
  advance(2 * minute)
  const expired = await fetch(get)
  expect(expired.status).toBe(403)
  expect(await expired.text()).toMatch(/<Code>AccessDenied<\/Code><Message>Request has expired/)
})

test.for([
  ['another key', (link: string) => link.replace('a%20b', 'other')],
  ['a longer validity', (link: string) => link.replace('X-Amz-Expires=300', 'X-Amz-Expires=3000')],
  ['a further parameter', (link: string) => `${link}&response-content-type=text/html`],
  ['another signature', (link: string) => link.replace(/X-Amz-Signature=\w{4}/, 'X-Amz-Signature=0000')],
] as const)('a link with %s is refused', async ([, forge]) => {
  const { get } = await startWithLinks()
  expect(await codeOf(await fetch(forge(get)))).toBe('SignatureDoesNotMatch')
})

test('a link is good for its method alone', async () => {
  const { get } = await startWithLinks()
  expect(await codeOf(await fetch(get, { method: 'PUT', body: 'x' }))).toBe('SignatureDoesNotMatch')
  expect(await codeOf(await fetch(get, { method: 'DELETE' }))).toBe('SignatureDoesNotMatch')
})

test('a link stores what is sent to it, but no header of S3 that it does not sign', async () => {
  const { put, events } = await startWithLinks()
  const sneaky = await fetch(put, { method: 'PUT', headers: { 'x-amz-copy-source': `${Bucket}/private/a b.txt` } })
  expect(await codeOf(sneaky)).toBe('AccessDenied')
  expect((await fetch(put, { method: 'PUT', body: 'bytes' })).status).toBe(200)
  expect(events.map(({ s3 }) => s3.object.key)).toEqual(['private/a+b.txt', 'in/new'])
})

test('a link with response headers answers with them', async () => {
  const { s3 } = await startWithLinks()
  const ResponseContentDisposition = 'attachment; filename="a.txt"'
  const link = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'private/a b.txt', ResponseContentDisposition }))
  expect((await fetch(link)).headers.get('content-disposition')).toBe(ResponseContentDisposition)
})

test('a body that is not the one whose digest was signed is refused, and not stored', async () => {
  const { client, events } = await startS3()
  const s3 = client(required)
  s3.middlewareStack.add((next) => (args) => next(swapBody(args)), { step: 'finalizeRequest', priority: 'low' })
  await expect(s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'agreed' }))).rejects.toMatchObject({
    name: 'XAmzContentSHA256Mismatch',
  })
  const ContentMD5 = 'AAAAAAAAAAAAAAAAAAAAAA=='
  const belied = client(required).send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'agreed', ContentMD5 }))
  await expect(belied).rejects.toMatchObject({ name: 'BadDigest' })
  expect(events).toEqual([])
})

function swapBody<Args extends { request: unknown }>(args: Args): Args {
  Object.assign(args.request as object, { body: 'sly-er' })
  return args
}

test('a link that fixes the checksum of another body is refused, as presigning without WHEN_REQUIRED makes one', async () => {
  const { s3 } = await startS3()
  const link = await getSignedUrl(s3, new UploadPartCommand({ Bucket, Key: 'a', UploadId: 'x', PartNumber: 1 }))
  expect(link).toContain('x-amz-checksum-crc32')
  const put = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'a' }))
  expect(await codeOf(await fetch(put, { method: 'PUT', body: 'bytes' }))).toBe('BadDigest')
})

test('without a signature only what is public can be read, and nothing can be written or listed', async () => {
  const { s3, url } = await startS3()
  await s3.send(new PutObjectCommand({ Bucket, Key: 'public/a', Body: 'open' }))
  await s3.send(new PutObjectCommand({ Bucket, Key: 'private/a', Body: 'closed' }))
  expect(await (await fetch(`${url}/${Bucket}/public/a`)).text()).toBe('open')
  for (const [path, method] of [
    ['private/a', 'GET'],
    ['public/../private/a', 'GET'],
    ['public/%2e%2e/private/a', 'GET'],
    ['public/a', 'PUT'],
    ['public/a', 'DELETE'],
    ['', 'GET'],
    ['?list-type=2', 'GET'],
  ] as const) {
    const answer = await fetch(`${url}/${Bucket}/${path}`, { method })
    expect([path, method, answer.status]).toEqual([path, method, 403])
  }
  expect(await codeOf(await fetch(`${url}/${Bucket}/public/absent`))).toBe('NoSuchKey')
  expect(await codeOf(await fetch(`${url}/${Bucket}/public/%zz`))).toBe('InvalidURI')
})
