import { describe, expect, it } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { useStack } from '../../support/stack.ts'
import { bytesOf } from './pictures.ts'
import { announce, send } from './uploading.ts'

const stack = await useStack()
const size = 100_000_001
const text = { bytes: bytesOf('Words.'), content_type: 'text/plain' }

async function begin(actor: Actor): Promise<Json> {
  const { status, body } = await actor.post('/v1/media', { filename: 'long.mp4', content_type: 'video/mp4', size, purpose: 'post' })
  expect(status).toBe(201)
  return body
}

async function putPart({ parts, part_size }: Json, number: number): Promise<{ part_number: number; etag: string | null }> {
  const { url } = parts[number - 1]
  const answer = await fetch(url, { method: 'PUT', body: new Uint8Array(Math.min(part_size, size - (number - 1) * part_size)) })
  expect(answer.status, await answer.text()).toBe(200)
  return { part_number: number, etag: answer.headers.get('etag') }
}

describe('an upload that was interrupted', () => {
  it('goes on with new addresses, and says which parts have come', async () => {
    const ada = await stack.newUser()
    const { media, upload } = await begin(ada)
    const [second, first] = [await putPart(upload, 2), await putPart(upload, 1)]

    const { status, body } = await ada.get(`/v1/media/${media.id}/upload`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ media, upload: { method: 'MULTIPART', part_size: upload.part_size }, uploaded_parts: [first, second] })
    const rest = body.upload.parts.slice(2).map(({ part_number }: Json) => part_number)
    const parts = [first, second, ...(await Promise.all(rest.map((number: number) => putPart(body.upload, number))))]
    expect((await ada.post(`/v1/media/${media.id}/complete`, { parts })).status).toBe(200)
    await stack.settled()
    expect((await ada.get(`/v1/media/${media.id}/upload`)).body.code).toBe('already_uploaded')
  })

  it('gets another form where it has one', async () => {
    const ada = await stack.newUser()
    const { media } = (await announce(ada, text)).body
    const again = await ada.get(`/v1/media/${media.id}/upload`)
    expect(again.body).toMatchObject({ upload: { method: 'POST' }, uploaded_parts: [] })
    expect((await send(again.body.upload, text.bytes)).status).toBe(204)
    await stack.settled()
    expect((await ada.get(`/v1/media/${media.id}`)).body.status).toBe('ready')
    expect((await ada.get(`/v1/media/${media.id}/upload`)).body.code).toBe('already_uploaded')
  })

  it('is nobody else’s to go on with, though they may see what came of it', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const { media, upload } = (await announce(ada, text)).body
    expect(await bob.get(`/v1/media/${media.id}/upload`)).toMatchObject({ status: 404, body: { code: 'media_not_found' } })
    await send(upload, text.bytes)
    await stack.settled()
    expect(await bob.get(`/v1/media/${media.id}/upload`)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  })
})
