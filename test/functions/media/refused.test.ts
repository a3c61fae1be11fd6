import { describe, expect, it } from 'vitest'
import { useStack } from '../../support/stack.ts'
import { zip } from './disguises.ts'
import { hostileFiles } from './hostile-files.ts'
import { bytesOf, gradient } from './pictures.ts'
import { announce, send } from './uploading.ts'

const stack = await useStack()
const files = await hostileFiles()
const png = bytesOf(await gradient(40, 30).png().toBuffer())

it('what is not what it says is refused, with its reason, and nothing of it is served', async () => {
  const ada = await stack.newUser()
  expect(files.length).toBeGreaterThanOrEqual(60)
  const ids: string[] = []
  for (const { bytes, content_type, what } of files) {
    const announced = await announce(ada, { bytes, content_type })
    expect(announced.status, what).toBe(201)
    expect((await send(announced.body.upload, bytes)).status, what).toBe(204)
    ids.push(announced.body.media.id)
  }
  await stack.settled()
  const media = await ada.all('/v1/me/media?limit=100')
  const outcome = new Map(media.map((medium) => [medium.id, medium]))
  const seen = files.map(({ what }, index) => ({ what, status: outcome.get(ids[index] ?? '').status, reason: outcome.get(ids[index] ?? '').rejection_reason }))
  expect(seen).toEqual(files.map(({ what, reason }) => ({ what, status: 'rejected', reason })))
  expect(media.every(({ url, thumbnail_url, variants }) => url === null && thumbnail_url === null && variants.length === 0)).toBe(true)
})

describe('the form of an upload', () => {
  it.each([
    ['another key', { key: 'public/mine.png' }],
    ['another type', { 'Content-Type': 'text/html' }],
    ['another field', { acl: 'public-read' }],
    ['a later end of its policy', { Policy: Buffer.from('{"expiration":"2099-01-01T00:00:00Z","conditions":[]}').toString('base64') }],
    ['another signature', { 'X-Amz-Signature': '0'.repeat(64) }],
  ] as [string, Record<string, string>][])('is refused with %s', async (_, changes) => {
    const ada = await stack.newUser()
    const { body } = await announce(ada, { bytes: png, content_type: 'image/png' })
    expect((await send(body.upload, png, changes)).status).toBe(403)
  })

  it('is refused for a file one byte too large, and for an empty one', async () => {
    const ada = await stack.newUser()
    const { body } = await announce(ada, { bytes: png, content_type: 'image/png' })
    expect((await send(body.upload, bytesOf(png, 'x'))).status).toBe(400)
    expect((await send(body.upload, bytesOf(''))).status).toBe(400)
  })

  it('changes nothing when it is used again', async () => {
    const ada = await stack.newUser()
    const { body } = await announce(ada, { bytes: bytesOf(png, zip), content_type: 'image/png' })
    expect((await send(body.upload, png)).status).toBe(204)
    await stack.settled()
    const before = await ada.get(`/v1/media/${body.media.id}`)
    expect(before.body.status).toBe('ready')
    expect((await send(body.upload, bytesOf(await gradient(20, 20).png().toBuffer()))).status).toBe(204)
    await stack.settled()
    expect((await ada.get(`/v1/media/${body.media.id}`)).body).toEqual(before.body)
  })

  it('leads to nothing that can be read from quarantine', async () => {
    const ada = await stack.newUser()
    const { body } = await announce(ada, { bytes: png, content_type: 'image/png' })
    await send(body.upload, png)
    expect((await fetch(`${body.upload.url}/${body.upload.fields.key}`)).status).toBe(403)
  })
})

it.each([
  [{ content_type: 'image/svg+xml' }, '/content_type'],
  [{ content_type: 'text/html' }, '/content_type'],
  [{ content_type: 'application/pdf', purpose: 'avatar' }, '/content_type'],
  [{ size: 50_000_001 }, '/size'],
  [{ size: 0 }, '/size'],
  [{ purpose: 'world' }, '/purpose'],
  [{ filename: '' }, '/filename'],
])('announcing %o is refused', async (fields, path) => {
  const ada = await stack.newUser()
  const file = { filename: 'x.png', content_type: 'image/png', size: 10, purpose: 'post' }
  const answer = await ada.post('/v1/media', { ...file, ...fields })
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ path }] } })
})
