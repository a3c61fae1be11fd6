import { createHmac } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { createPresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post'
import { afterEach, expect, test, vi } from 'vitest'
import { Bucket, startS3 } from './start-s3.ts'

const Key = 'in/5f3'

afterEach(() => vi.useRealTimers())

async function startForm({ Conditions = [], Fields = {}, Expires = 300 }: Partial<PresignedPostOptions> = {}) {
  const started = await startS3()
  const form = await createPresignedPost(started.s3, {
    Bucket,
    Key,
    Fields: { 'Content-Type': 'image/png', ...Fields },
    Conditions: [['content-length-range', 1, 10], ...Conditions],
    Expires,
  })
  return { ...started, form }
}

type Form = Awaited<ReturnType<typeof startForm>>['form']

function submit({ url, fields }: Form, file: string | Uint8Array<ArrayBuffer>, changed: Record<string, string> = {}) {
  const body = new FormData()
  for (const [name, value] of Object.entries({ ...fields, ...changed })) body.append(name, value)
  body.append('file', new Blob([file]), 'photo.png')
  return fetch(url, { method: 'POST', body })
}

async function refusal(answer: Response): Promise<string> {
  const [, code, message] = /<Code>(\w+)<\/Code><Message>([^<]*)/.exec(await answer.text()) ?? []
  return `${answer.status} ${code}: ${message}`
}

test('a form stores its file under the key and type that its policy fixes', async () => {
  const { s3, form, events } = await startForm()
  const answer = await submit(form, '0123456789')
  expect(answer.status).toBe(204)
  expect(answer.headers.get('location')).toContain(Bucket)
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
  expect(await Body?.transformToString()).toBe('0123456789')
  expect(await s3.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({ ContentType: 'image/png' })
  expect(events.map(({ eventName, s3: { object } }) => [eventName, object.size])).toEqual([['ObjectCreated:Post', 10]])
})

test.for([
  [201, 'PostResponse'],
  [200, ''],
] as const)('a form may ask for status %s', async ([status, body]) => {
  const { form } = await startForm({ Fields: { success_action_status: String(status) } })
  const answer = await submit(form, 'bytes')
  expect(answer.status).toBe(status)
  expect(await answer.text()).toContain(body)
})

test.for([
  ['one byte too many', '01234567890', '400 EntityTooLarge'],
  ['nothing', '', '400 EntityTooSmall'],
] as const)('%s is refused, and nothing stored', async ([, file, expected]) => {
  const { s3, form, events } = await startForm()
  expect(await refusal(await submit(form, file))).toContain(expected)
  expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0)
  expect(events).toEqual([])
})

test('a file of many megabytes is refused at its limit, and the next one is taken', async () => {
  const { form } = await startForm()
  expect(await refusal(await submit(form, new Uint8Array(30_000_000)))).toContain('EntityTooLarge')
  expect((await submit(form, 'small')).status).toBe(204)
})

test.for([
  ['another key', { key: 'public/x' }, '403 AccessDenied: Invalid according to Policy: Policy Condition failed'],
  ['another type', { 'Content-Type': 'text/html' }, '403 AccessDenied: Invalid according to Policy: Policy Condition failed'],
  ['a field that no condition covers', { acl: 'public-read' }, 'Extra input fields: acl'],
  ['another signature', { 'X-Amz-Signature': '0'.repeat(64) }, '403 SignatureDoesNotMatch'],
  ['another key id', { 'X-Amz-Credential': 'OTHER/20260101/eu-west-1/s3/aws4_request' }, '403 InvalidAccessKeyId'],
  ['a policy of its own', { Policy: btoa('{"expiration":"2999-01-01T00:00:00Z","conditions":[]}') }, '403 SignatureDoesNotMatch'],
] as const)('a form with %s is refused', async ([, changed, expected]) => {
  const { form, events } = await startForm()
  expect(await refusal(await submit(form, 'bytes', changed))).toContain(expected)
  expect(events).toEqual([])
})

test('a form for another bucket, or without policy, is refused', async () => {
  const { form, url } = await startForm()
  expect(await refusal(await submit({ ...form, url: `${url}/other` }, 'bytes'))).toContain('NoSuchBucket')
  expect(await refusal(await submit({ ...form, fields: { key: Key } }, 'bytes'))).toContain('403 AccessDenied: Access Denied')
})

test('a form expires by the clock of the stack', async () => {
  const { form } = await startForm()
  vi.useFakeTimers({ now: Date.now() + 301_000, toFake: ['Date'] })
  expect(await refusal(await submit(form, 'bytes'))).toBe('403 AccessDenied: Invalid according to Policy: Policy expired.')
})

test('starts-with leaves the rest open', async () => {
  const { form } = await startForm({ Conditions: [['starts-with', '$x-amz-meta-name', 'ada-']] })
  expect((await submit(form, 'bytes', { 'x-amz-meta-name': 'ada-1' })).status).toBe(204)
  expect(await refusal(await submit(form, 'bytes', { 'x-amz-meta-name': 'bo' }))).toContain('Policy Condition failed')
})

test('a policy that does not name its bucket is refused', async () => {
  const { form } = await startForm()
  const { conditions, ...rest } = JSON.parse(atob(form.fields['Policy'] ?? '')) as { conditions: object[] }
  const Policy = btoa(JSON.stringify({ ...rest, conditions: conditions.filter((condition) => !('bucket' in condition)) }))
  const [, date = '', region = ''] = (form.fields['X-Amz-Credential'] ?? '').split('/')
  const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest()
  const key = [date, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, 'AWS4local-secret') as Buffer
  const changed = { Policy, 'X-Amz-Signature': hmac(key, Policy).toString('hex') }
  expect(await refusal(await submit(form, 'bytes', changed))).toContain('Extra input fields: bucket')
})

test('what is no form, or has no file, is refused by name', async () => {
  const { form } = await startForm()
  const headers = { 'Content-Type': 'multipart/form-data' }
  expect(await refusal(await fetch(form.url, { method: 'POST', headers, body: 'x' }))).toContain('400 MalformedPOSTRequest')
  const cut = { 'Content-Type': 'multipart/form-data; boundary=b' }
  const body = '--b\r\nContent-Disposition: form-data; name="key"\r\n\r\nin'
  expect(await refusal(await fetch(form.url, { method: 'POST', headers: cut, body }))).toContain('400 MalformedPOSTRequest')
  const fields = new FormData()
  fields.append('key', Key)
  expect(await refusal(await fetch(form.url, { method: 'POST', body: fields }))).toContain('exactly one file')
})

test.for([
  ['in its file', ''],
  ['after its file', '\r\n--b\r\nContent-Disposition: form-data; name="x"'],
] as const)('an upload that breaks off %s leaves nothing behind', async ([, rest]) => {
  const { form, url, events, folder } = await startForm()
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const head = [`POST /${Bucket} HTTP/1.1`, `Host: ${hostname}`, 'Content-Type: multipart/form-data; boundary=b', 'Content-Length: 9999']
  const part = (name: string, value: string) => ['--b', `Content-Disposition: form-data; name="${name}"`, '', value]
  const parts = Object.entries({ ...form.fields, file: '0123' }).flatMap(([name, value]) => part(name, value))
  socket.write([...head, '', ...parts].join('\r\n') + rest)

  const blobs = () => readdirSync(join(folder, 'objects', 'blobs'))
  await expect.poll(blobs).toHaveLength(1)
  socket.destroy()
  await expect.poll(blobs).toEqual([])
  expect(events).toEqual([])
  expect((await submit(form, 'bytes')).status).toBe(204)
})
