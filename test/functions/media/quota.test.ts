import { ObjectId } from 'mongodb'
import { describe, expect, it, test } from 'vitest'
import { acceptedTypes, contentTypes, largestSize, type Purpose, purposes } from '../../../functions/media/types.ts'
import type { Actor, Answer, Json } from '../../support/actor.ts'
import { useStack } from '../../support/stack.ts'
import { bytesOf, gradient } from './pictures.ts'
import { announce, send, upload } from './uploading.ts'

const stack = await useStack()
const quota = 10_000_000_000
const large = 500_000_000
const onlyPictures = new Set<Purpose>(['avatar', 'image'])

function announceVideo(actor: Actor, size = large): Promise<Answer> {
  return actor.post('/v1/media', { filename: 'long.mp4', content_type: 'video/mp4', purpose: 'post', size })
}

async function usageOf({ id }: Actor): Promise<Json> {
  const client = await stack.database()
  return client.db('atrium').collection('media_usage').findOne({ _id: new ObjectId(id) })
}

function statuses(answers: readonly Answer[]): Record<number, number> {
  return Object.fromEntries(Array.from(Map.groupBy(answers, ({ status }) => status), ([status, group]) => [status, group.length]))
}

describe('what one person may upload', () => {
  it('is held to the byte by sixteen callers at once, and room that is given back can be taken', async () => {
    const ada = await stack.newUser()
    const first = await Promise.all(Array.from({ length: 16 }, () => announceVideo(ada)))
    expect(statuses(first)).toEqual({ 201: 16 })
    const rest = await Promise.all(Array.from({ length: 16 }, () => announceVideo(ada)))
    expect(statuses(rest)).toEqual({ 201: 4, 409: 12 })
    expect(rest.find(({ status }) => status === 409)?.body.code).toBe('media_quota_exceeded')
    expect((await usageOf(ada)).bytes).toBe(quota)
    expect((await announceVideo(ada, 1)).status).toBe(409)

    await Promise.all(first.slice(0, 2).map(({ body }) => ada.delete(`/v1/media/${body.media.id}`)))
    await stack.settled()
    expect((await usageOf(ada)).bytes).toBe(quota - 2 * large)
    const again = await Promise.all(Array.from({ length: 16 }, () => announceVideo(ada)))
    expect(statuses(again)).toEqual({ 201: 2, 409: 14 })
  })

  it('is exact while uploads are announced and deleted at once', async () => {
    const ada = await stack.newUser()
    const media = await Promise.all(Array.from({ length: 8 }, () => announceVideo(ada)))
    await Promise.all(media.flatMap(({ body }) => [ada.delete(`/v1/media/${body.media.id}`), announceVideo(ada)]))
    await stack.settled()
    expect((await usageOf(ada)).bytes).toBe(8 * large)
  })

  it('counts what came and not what was said, and nothing of what was refused', async () => {
    const ada = await stack.newUser()
    const png = bytesOf(await gradient(20, 20).png().toBuffer())
    const { body } = await ada.post('/v1/media', { filename: 'x.png', content_type: 'image/png', purpose: 'post', size: 1_000_000 })
    await send(body.upload, png)
    await upload(stack, ada, { bytes: bytesOf('not a picture'), content_type: 'image/jpeg' })
    await stack.settled()
    expect((await usageOf(ada)).bytes).toBe(png.length)
    await ada.delete(`/v1/media/${body.media.id}`)
    await stack.settled()
    expect(await usageOf(ada)).toMatchObject({ bytes: 0, taking: [] })
  })

  it('is not taken by what is refused as it is announced', async () => {
    const ada = await stack.newUser()
    expect((await announce(ada, { bytes: bytesOf('x'), content_type: 'application/pdf', purpose: 'avatar' })).status).toBe(422)
    expect(await usageOf(ada)).toBeNull()
  })

  it('is taken once by a call that is repeated under its key, also by callers at once when it is counted again', async () => {
    const ada = await stack.newUser()
    const call = (key: string) =>
      ada.post('/v1/media', { filename: 'x.png', content_type: 'image/png', purpose: 'post', size: 1000 }, { 'idempotency-key': key })
    for (const _ of [1, 2, 3]) expect((await call('in turn')).status).toBe(201)
    expect((await usageOf(ada)).bytes).toBe(1000)
    await Promise.all([1, 2, 3].map(() => call('at once')))
    await stack.runSchedule('recompute-media-usage')
    expect((await usageOf(ada)).bytes).toBe(2000)
  })

  it('is counted again by a schedule, which gives back what was taken by calls that ended half-way', async () => {
    const ada = await stack.newUser()
    await announceVideo(ada)
    const client = await stack.database()
    const taking = [
      { media_id: new ObjectId(), size: 7, at: new Date() },
      { media_id: new ObjectId(), size: quota, at: new Date(Date.now() - 61_000) },
    ]
    const wrong = { $set: { bytes: quota, taking, counted_at: new Date(0) } }
    await client.db('atrium').collection<{ _id: ObjectId }>('media_usage').updateOne({ _id: new ObjectId(ada.id) }, wrong)
    expect((await announceVideo(ada)).status).toBe(409)
    expect((await stack.runSchedule('recompute-media-usage')).status).toBeLessThan(300)
    expect(await usageOf(ada)).toMatchObject({ bytes: large + 7, taking: taking.slice(0, 1) })
    expect((await announceVideo(ada)).status).toBe(201)
  })
})

test.each(purposes.flatMap((purpose) => contentTypes.map((content_type) => ({ purpose, content_type }))))(
  'what is largest for $purpose as $content_type fits, and no byte more',
  ({ purpose, content_type }) => {
    const { type } = acceptedTypes[content_type]
    const isPicture = type === 'image' || type === 'gif'
    const most: Record<string, number> = { image: 50, gif: 50, video: 500, audio: 200, document: 50 }
    const expected = onlyPictures.has(purpose) && !isPicture ? 0 : purpose === 'avatar' ? 10 : (most[type] ?? 0)
    expect(largestSize(purpose, type)).toBe(expected * 1_000_000)
  },
)
