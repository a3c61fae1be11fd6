import { PutObjectCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { Bucket, startS3 } from './start-s3.ts'

const origin = 'https://app.example.com'

function preflight(url: string, headers: Record<string, string>): Promise<Response> {
  return fetch(`${url}/${Bucket}/in/a`, { method: 'OPTIONS', headers })
}

test('a preflight is answered as the rule of its origin says', async () => {
  const { url } = await startS3()
  const answer = await preflight(url, {
    Origin: origin,
    'Access-Control-Request-Method': 'PUT',
    'Access-Control-Request-Headers': 'Content-Type, x-amz-meta-by',
  })
  expect(answer.status).toBe(200)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, PUT, POST',
    'access-control-allow-headers': 'content-type, x-amz-meta-by',
    'access-control-expose-headers': 'ETag',
    'access-control-max-age': '600',
    vary: expect.stringContaining('Origin'),
  })
})

test.for([
  ['another origin', { Origin: 'https://example.org', 'Access-Control-Request-Method': 'PUT' }],
  ['the bare domain', { Origin: 'https://example.com', 'Access-Control-Request-Method': 'PUT' }],
  ['another method', { Origin: origin, 'Access-Control-Request-Method': 'DELETE' }],
  ['another header', { Origin: origin, 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'authorization' }],
  ['no origin', {}],
] as const)('a preflight with %s is refused', async ([, headers]) => {
  const { url } = await startS3()
  const answer = await preflight(url, headers)
  expect(answer.status).toBe(403)
  expect(await answer.text()).toContain('<Code>AccessForbidden</Code>')
  expect(answer.headers.has('access-control-allow-origin')).toBe(false)
})

test('answers and refusals can be read by pages of an allowed origin alone', async () => {
  const { s3, url } = await startS3()
  await s3.send(new PutObjectCommand({ Bucket, Key: 'public/a', Body: 'a' }))
  const read = async (path: string, from: string) => {
    const { status, headers } = await fetch(`${url}/${Bucket}/${path}`, { headers: { Origin: from } })
    return [status, headers.get('access-control-allow-origin')]
  }
  expect(await read('public/a', origin)).toEqual([200, origin])
  expect(await read('private/a', origin)).toEqual([403, origin])
  expect(await read('public/a', 'https://example.org')).toEqual([200, null])
})
