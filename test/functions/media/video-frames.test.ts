import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { ObjectId } from 'mongodb'
import { afterAll, expect, it } from 'vitest'
import type { MediaDocument } from '../../../functions/media/model.ts'
import type { Json } from '../../support/actor.ts'
import { useStack } from '../../support/stack.ts'
import { captureKeys, jobEnd, orderFor } from './job-ends.ts'
import { bytesOf, gradient } from './pictures.ts'
import { video } from './recordings.ts'
import { announce, send, upload } from './uploading.ts'

const stack = await useStack()
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
const client = new S3Client({ endpoint: stack.s3_url, region: 'local', credentials, forcePathStyle: true })
afterAll(() => client.destroy())

async function stored({ id }: Json): Promise<MediaDocument> {
  const mongo = await stack.database()
  const medium = await mongo.db('atrium').collection<MediaDocument>('media').findOne({ _id: new ObjectId(String(id)) })
  if (!medium) throw new Error(`${id} is not stored`)
  return medium
}

/** Puts a capture where MediaConvert puts it for a medium, and returns its address. */
async function capture(medium: Json): Promise<URL> {
  const Key = captureKeys(orderFor(await stored(medium))).still
  const Bucket = new URL(medium.url).pathname.split('/')[1]
  await client.send(new PutObjectCommand({ Bucket, Key, Body: await gradient(320, 180).jpeg().toBuffer() }))
  return new URL(`/${Bucket}/${Key}`, stack.s3_url)
}

it('a frame takes the place of the neutral picture when the templates’ rule tells of it', async () => {
  const ada = await stack.newUser()
  const medium = await upload(stack, ada, { bytes: await video(), content_type: 'video/mp4' })
  expect(medium).toMatchObject({ status: 'ready', thumbnail_source: 'placeholder', blurhash: null })
  // Nobody is asked here.
  expect(await stored(medium)).not.toHaveProperty('frame_asked_in')
  const address = await capture(medium)
  const told = await stack.anonymous.post('/_local/events', jobEnd(orderFor(await stored(medium)), 'COMPLETE'))
  expect(told).toMatchObject({ status: 200, body: { told: 1 } })
  await stack.settled()
  const { body } = await ada.get(`/v1/media/${medium.id}`)
  expect(body).toMatchObject({ status: 'ready', url: medium.url, thumbnail_source: 'frame', blurhash: expect.any(String), variants: [] })
  expect((await fetch(body.thumbnail_url)).status).toBe(200)
  expect((await fetch(medium.thumbnail_url)).status).toBe(404)
  expect((await fetch(address, { headers: { range: 'bytes=0-0' } })).status).toBe(403)
})

it('another deployment’s jobs are none of this one’s', async () => {
  const order = { media_id: new ObjectId(), etag: 'e', folder: 'public/x/y' }
  const foreign = jobEnd(order, 'COMPLETE', 'arn:aws:mediaconvert:local:000000000000:queues/Default')
  expect((await stack.anonymous.post('/_local/events', foreign)).body).toEqual({ told: 0 })
})

it('no client can read a capture, or put one there', async () => {
  const ada = await stack.newUser()
  const medium = await upload(stack, ada, { bytes: await video(), content_type: 'video/mp4', visibility: 'private' })
  const address = await capture(medium)
  expect((await fetch(address)).status).toBe(403)
  // What signs a link to one object signs none to another.
  const link = new URL(medium.url)
  expect(link.search).toContain('X-Amz-Signature')
  expect((await fetch(link)).status).toBe(200)
  expect((await fetch(new URL(`${address.pathname}${link.search}`, address))).status).toBe(403)
  const bytes = bytesOf(await gradient(20, 20).jpeg().toBuffer())
  const { body } = await announce(ada, { bytes, content_type: 'image/jpeg' })
  const key = decodeURIComponent(address.pathname.split('/').slice(2).join('/'))
  expect((await send(body.upload, bytes, { key })).status).toBe(403)
})
