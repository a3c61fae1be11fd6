import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Json } from '../../support/actor.ts'
import { useClockStack } from '../../support/clock-stack.ts'
import { type Stack, useStack } from '../../support/stack.ts'
import { bytesOf, gradient } from './pictures.ts'
import { announce, send, upload } from './uploading.ts'

const stack = await useStack()
const partType = 'video/mp4'
const size = 100_000_001

describe('a file above 100 MB', () => {
  async function putParts({ parts: urls, part_size }: Json): Promise<{ part_number: number; etag: string }[]> {
    return Promise.all(
      urls.map(async ({ part_number, url }: Json, index: number) => {
        const answer = await fetch(url, { method: 'PUT', body: new Uint8Array(Math.min(part_size, size - index * part_size)) })
        expect(answer.status, await answer.text()).toBe(200)
        return { part_number, etag: answer.headers.get('etag') ?? '' }
      }),
    )
  }

  it('is uploaded in parts, put together once, and judged like any other', async () => {
    const ada = await stack.newUser()
    const { status, body } = await ada.post('/v1/media', { filename: 'long.mp4', content_type: partType, size, purpose: 'post' })
    expect(status).toBe(201)
    expect(body.upload).toMatchObject({ method: 'MULTIPART' })
    const complete = `/v1/media/${body.media.id}/complete`
    const named = await putParts(body.upload)
    const wrong = named.map((part, index) => (index === 0 ? { ...part, etag: '"00000000000000000000000000000000"' } : part))
    expect(await ada.post(complete, { parts: wrong })).toMatchObject({ status: 409, body: { code: 'invalid_part' } })
    expect((await ada.post(complete, { parts: named })).status).toBe(200)
    expect((await ada.post(complete, { parts: named })).status).toBe(200)
    await stack.settled()
    // Zeros are no video.
    expect((await ada.get(`/v1/media/${body.media.id}`)).body).toMatchObject({ status: 'rejected', rejection_reason: 'type_mismatch' })
  })

  it('takes no part of another size, and nothing after it was deleted', async () => {
    const ada = await stack.newUser()
    const { body } = await ada.post('/v1/media', { filename: 'long.mp4', content_type: partType, size, purpose: 'post' })
    const [{ url }] = body.upload.parts
    expect((await fetch(url, { method: 'PUT', body: new Uint8Array(7) })).status).toBe(403)
    expect((await ada.delete(`/v1/media/${body.media.id}`)).status).toBe(204)
    await stack.settled()
    expect((await fetch(url, { method: 'PUT', body: new Uint8Array(body.upload.part_size) })).status).toBe(404)
    expect((await ada.post(`/v1/media/${body.media.id}/complete`, { parts: [{ part_number: 1, etag: 'x' }] })).status).toBe(404)
  })

  it('is nobody else’s to complete or to end', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const { body } = await ada.post('/v1/media', { filename: 'long.mp4', content_type: partType, size, purpose: 'post' })
    const path = `/v1/media/${body.media.id}`
    expect((await bob.post(`${path}/complete`, { parts: [{ part_number: 1, etag: 'x' }] })).status).toBe(404)
    expect((await bob.delete(path)).status).toBe(404)
  })
})

describe('a medium that nothing carries', () => {
  let png: Uint8Array<ArrayBuffer>

  beforeAll(async () => {
    png = bytesOf(await gradient(20, 20).png().toBuffer())
  })

  /** Uploads in parts that the store holds open, for the file of a part's address. */
  async function openUploads({ s3_url }: Stack, part: string): Promise<unknown[]> {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
    // It learns the stack's time from a first refusal.
    const client = new S3Client({ endpoint: s3_url, region: 'local', credentials, forcePathStyle: true, maxAttempts: 2 })
    const [, Bucket, ...key] = decodeURIComponent(new URL(part).pathname).split('/')
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: key.join('/') }))
    client.destroy()
    return Uploads
  }

  it('goes after a day, like an upload that never came, and its form ends with its hour', async () => {
    const own = await useClockStack()
    const ada = await own.newUser()
    const loose = await upload(own, ada, { bytes: png, content_type: 'image/png' })
    const carried = await upload(own, ada, { bytes: png, content_type: 'image/png' })
    const { body: late } = await announce(ada, { bytes: png, content_type: 'image/png' })
    const { body: parts } = await ada.post('/v1/media', { filename: 'long.mp4', content_type: partType, size, purpose: 'post' })
    const [{ url: part }] = parts.upload.parts
    expect((await fetch(part, { method: 'PUT', body: new Uint8Array(parts.upload.part_size) })).status).toBe(200)
    expect(await openUploads(own, part)).toHaveLength(1)
    expect((await ada.post('/v1/articles', { title: 'x', content: 'x', featured_media_id: carried.id })).status).toBe(201)
    await own.advance(3601)
    expect((await send(late.upload, png)).status).toBe(403)
    await own.advance(24 * 3600)
    await own.runSchedule('remove-unused-media')
    await own.settled()
    const again = await own.signIn(ada.username, ada.password)
    expect((await again.all('/v1/me/media')).map(({ id }) => id)).toEqual([carried.id])
    expect((await fetch(loose.url)).status).toBe(404)
    expect(await openUploads(own, part)).toEqual([])
    expect((await fetch(carried.url)).status).toBe(200)
  })

  it('is either deleted or attached, when both are tried at once', async () => {
    const ada = await stack.newUser()
    for (let round = 0; round < 8; round += 1) {
      const { body } = await announce(ada, { bytes: png, content_type: 'image/png' })
      const { id } = body.media
      const [deleted, written] = await Promise.all([
        ada.delete(`/v1/media/${id}`),
        ada.post('/v1/articles', { title: 'x', content: 'x', featured_media_id: id }),
      ])
      expect([deleted.status, written.status]).toSatisfy(
        ([a, b]: [number, number]) => (a === 204 && b === 422) || (a === 409 && b === 201),
      )
    }
  })
})
