import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { handler as takeVideoFrame } from '../../../functions/media/take-video-frame.ts'
import { deliver } from '../../support/messages.ts'
import { useFrames } from './frames.ts'
import { captureKeys, orderFor } from './job-ends.ts'
import { type Bytes, bytesOf, gradient } from './pictures.ts'

const { functions, media, now, video, picture, fallback, put, bytesOf: contentOf, stored, capture, tell, expectFallback, expectFrame } = useFrames()

describe('a frame that was found', () => {
  it('takes the place of the thumbnail that the video had, and nothing else is left', async () => {
    await capture()
    expect(await tell('COMPLETE')).toEqual([])
    const key = await expectFrame()
    const metadata = await sharp(await contentOf(key)).metadata()
    expect(metadata).toMatchObject({ format: 'jpeg', width: 640, height: 360 })
    expect(metadata.exif).toBeUndefined()
    expect(await now()).toMatchObject({ blurhash: expect.any(String), dominant_color: expect.stringMatching(/^#[0-9a-f]{6}$/) })
  })

  it('is no wider than thumbnails of videos are, whatever comes', async () => {
    await capture(bytesOf(await gradient(2000, 1000).jpeg().toBuffer()))
    await tell('COMPLETE')
    await expectFrame()
    expect((await now())?.files[1]).toMatchObject({ width: 640, height: 320 })
  })

  it('is taken once, however often and at whatever time it is told', async () => {
    await capture()
    await Promise.all([tell('COMPLETE'), tell('COMPLETE'), tell('COMPLETE')])
    await tell('COMPLETE')
    await expectFrame()
    const before = await now()
    await capture(bytesOf(await gradient(320, 180).jpeg().toBuffer()))
    expect(await tell('COMPLETE')).toEqual([])
    expect(await now()).toEqual(before)
    await expectFrame()
  })

  it('stays when an error is told afterwards, and comes though one was told before', async () => {
    expect(await tell('ERROR')).toEqual([])
    await capture()
    await tell('COMPLETE')
    expect(await tell('ERROR')).toEqual([])
    await expectFrame()
  })

  it('is nobody’s when its video has become another upload', async () => {
    await capture()
    await media().updateOne({ _id: video()._id }, { $set: { 'upload.etag': 'other' } })
    expect(await tell('COMPLETE')).toEqual([])
    expect(await now()).toMatchObject({ thumbnail_source: 'placeholder' })
    expect((await stored()).toSorted()).toEqual(fallback())
  })
})

describe('a capture that cannot be taken', () => {
  it.each<[what: string, make: () => Promise<Bytes> | Bytes]>([
    ['text', () => bytesOf('<html><script>alert(1)</script>')],
    ['nothing', () => bytesOf('')],
    ['another format', async () => bytesOf(await gradient(20, 20).png().toBuffer())],
    ['half a picture', () => picture().slice(0, picture().length / 2)],
    ['a picture with an archive behind it', () => bytesOf(picture(), 'PK\x03\x04', new Uint8Array(30), 'PK\x05\x06', new Uint8Array(18))],
    ['a bomb', () => ofSize(picture(), 65_000)],
    ['more bytes than a frame has', () => bytesOf(picture(), new Uint8Array(5_000_000))],
  ])('as %s leaves the thumbnail as it is', async (_, make) => {
    await capture(await make())
    expect(await tell('COMPLETE')).toEqual([])
    await expectFallback()
  })

  it('because there is none leaves the thumbnail as it is', async () => {
    expect(await tell('COMPLETE')).toEqual([])
    await expectFallback()
  })
})

// The frame header says how large the picture is.
function ofSize(jpeg: Bytes, pixels: number): Bytes {
  const copy = Buffer.from(jpeg)
  const header = copy.indexOf(Buffer.from([0xff, 0xc0]))
  copy.writeUInt16BE(pixels, header + 5)
  copy.writeUInt16BE(pixels, header + 7)
  return bytesOf(copy)
}

describe('a job that failed', () => {
  const asked = (folder: string | null) => media().updateOne({ _id: video()._id }, { $set: { frame_asked_in: folder ?? '' } })

  it('leaves the thumbnail, and is not tried again', async () => {
    await asked(video().folder)
    await put([captureKeys(orderFor(video())).sidecar])
    expect(await tell('ERROR')).toEqual([])
    expect(await now()).toEqual({ ...video(), frame_asked_in: video().folder })
    expect((await stored()).toSorted()).toEqual(fallback())
  })

  it('because its video had been moved is asked for where the video is now, once', async () => {
    await asked('public/earlier')
    const earlier = { ...orderFor(video()), folder: 'public/earlier' }
    expect(await tell('ERROR', earlier)).toEqual([])
    expect(await now()).toEqual(video())
    await asked(video().folder)
    expect(await tell('ERROR', earlier)).toEqual([])
    expect(await now()).toEqual({ ...video(), frame_asked_in: video().folder })
  })

  it('of somebody else is none of ours', async () => {
    const body = JSON.stringify({ detail: { jobId: '1', status: 'COMPLETE', userMetadata: { media_id: video()._id.toHexString() } } })
    expect(await deliver(functions(), takeVideoFrame, [{ id: 'notice', body }])).toEqual([])
    await expectFallback()
  })
})

it('what is no end of a job is given up', async () => {
  const message = { id: 'notice', body: JSON.stringify({ detail: { status: 'PROGRESSING' } }) }
  expect(await deliver(functions(), takeVideoFrame, [message])).toEqual([message])
})
