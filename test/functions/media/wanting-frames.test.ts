import { Mp4OutputFormat } from 'mediabunny'
import type { Document } from 'mongodb'
import { beforeEach, expect, it } from 'vitest'
import { mediaVisibilityChanged } from '../../../functions/media/contract.ts'
import { Media, MediaDeletions, type MediaDocument } from '../../../functions/media/model.ts'
import { handler as moveMedia } from '../../../functions/media/move-media.ts'
import { handler as processUpload } from '../../../functions/media/process-upload.ts'
import { describeObject } from '../../../shared/media/storage.ts'
import { runInEnvironment } from '../../../shared/runtime/environment.ts'
import { deliver, messageOf } from '../../support/messages.ts'
import { useOwnStorage } from './own-storage.ts'
import { type Bytes, bytesOf, gradient } from './pictures.ts'
import { sound, video } from './recordings.ts'
import { readyVideo } from './stored-videos.ts'

const { functions, put, putBytes, clear } = useOwnStorage([Media, MediaDeletions])
const unsent = ['media.changed', 'media.visibility_changed', 'media.freed', 'media.deleted']
const EVENT_ROUTES = JSON.stringify({ ...Object.fromEntries(unsent.map((type) => [type, []])), 'media.frame_wanted': ['request-video-frame'] })

beforeEach(clear)

// Its queue is out of reach, so that what is emitted stays where it was written.
const routed = { run: <Result>(work: () => Result) => runInEnvironment({ ...functions().environment, EVENT_ROUTES }, work) }
const media = () => functions().database.collection<MediaDocument & { outbox?: Document[] }>(Media.name)

async function wantedBy({ _id }: MediaDocument): Promise<unknown[]> {
  const { outbox = [] } = (await media().findOne({ _id })) ?? {}
  return outbox.filter(({ type }) => type === 'media.frame_wanted').map(({ data }) => data)
}

it.each<[what: string, content_type: 'video/mp4' | 'audio/mp4' | 'image/jpeg', make: () => Promise<Bytes>, wants: boolean]>([
  ['a video', 'video/mp4', () => video(), true],
  ['a video with a cover', 'video/mp4', withCover, true],
  ['a sound', 'audio/mp4', () => sound(new Mp4OutputFormat()), false],
  ['a picture', 'image/jpeg', async () => bytesOf(await gradient(20, 20).jpeg().toBuffer()), false],
])('of %s that is ready: is a frame wanted?', async (_, content_type, make, wants) => {
  const bytes = await make()
  const medium = readyVideo({ status: 'awaiting_upload', content_type, size: bytes.length, folder: null, files: [], thumbnail_source: null })
  const { key } = medium.upload
  await media().insertOne({ ...medium, upload: { ...medium.upload, etag: null } })
  await putBytes(key, bytes)
  const { size, etag } = await functions().run(() => describeObject(key))
  const body = JSON.stringify({ Records: [{ s3: { object: { key, size, eTag: etag } } }] })
  expect(await deliver(routed, processUpload, [{ id: 'upload', body }])).toEqual([])
  expect(await media().findOne({ _id: medium._id })).toMatchObject({ status: 'ready' })
  expect(await wantedBy(medium)).toEqual(wants ? [{ media_id: medium._id.toHexString() }] : [])
})

async function withCover(): Promise<Bytes> {
  const data = new Uint8Array(await gradient(200, 100).jpeg().toBuffer())
  return video(new Mp4OutputFormat(), { images: [{ data, mimeType: 'image/jpeg', kind: 'coverFront' }] })
}

it.each<[what: string, changes: Partial<MediaDocument>, wants: boolean]>([
  ['a video without one', {}, true],
  ['a video that has one', { thumbnail_source: 'frame' }, false],
  ['a sound', { type: 'audio', content_type: 'audio/mp4' }, false],
])('when %s was moved: is a frame wanted?', async (_, changes, wants) => {
  const medium = readyVideo({ visibility: 'private', ...changes })
  await put(medium.files.map(({ name }) => `${medium.folder}/${name}`))
  await media().insertOne(medium)
  expect(await deliver(routed, moveMedia, [messageOf(mediaVisibilityChanged({ media_id: medium._id }))])).toEqual([])
  expect(await wantedBy(medium)).toHaveLength(wants ? 1 : 0)
})
