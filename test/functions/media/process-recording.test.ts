import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BufferSource, ALL_FORMATS, Input, Mp4OutputFormat, MovOutputFormat, OggOutputFormat, WavOutputFormat, WebMOutputFormat } from 'mediabunny'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { processRecording } from '../../../functions/media/process-recording.ts'
import type { ContentType } from '../../../functions/media/types.ts'
import { type Bytes, gradient } from './pictures.ts'
import { mp3, sound, video } from './recordings.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recordings-'))
})

afterAll(() => rm(folder, { recursive: true }))

async function process(bytes: Bytes, content_type: ContentType) {
  const directory = await mkdtemp(join(folder, 'one-'))
  const processed = await processRecording(new BufferSource(bytes), directory, content_type)
  const contents = await Promise.all(processed.outputs.map(async ({ content }) => ('path' in content ? readFile(content.path) : content)))
  return { ...processed, contents }
}

test.each<[what: string, content_type: ContentType, make: () => Promise<Bytes> | Bytes, served: string]>([
  ['MP4', 'video/mp4', () => video(), 'video/mp4'],
  ['fragments', 'video/mp4', () => video(new Mp4OutputFormat({ fastStart: 'fragmented' })), 'video/mp4'],
  ['QuickTime', 'video/quicktime', () => video(new MovOutputFormat()), 'video/quicktime'],
  ['WebM', 'video/webm', () => video(new WebMOutputFormat()), 'video/webm'],
  ['MP3', 'audio/mpeg', () => mp3(77), 'audio/mpeg'],
  ['M4A', 'audio/mp4', () => sound(new Mp4OutputFormat()), 'audio/mp4'],
  ['M4A by its other name', 'audio/x-m4a', () => sound(new Mp4OutputFormat()), 'audio/mp4'],
  ['OGG', 'audio/ogg', () => sound(new OggOutputFormat()), 'audio/ogg'],
  ['WAV', 'audio/wav', () => sound(new WavOutputFormat(), 'pcm-s16'), 'audio/wav'],
  ['WAV by its other name', 'audio/x-wav', () => sound(new WavOutputFormat(), 'pcm-s16'), 'audio/wav'],
])('%s is written anew with all of its packets', async (_, content_type, make, served) => {
  const before = await make()
  const { outputs, duration, contents } = await process(before, content_type)
  expect(outputs[0]).toMatchObject({ role: 'original', content_type: served })
  expect(duration).toBeCloseTo(2, 1)
  expect(await packetsOf(contents[0] ?? new Uint8Array())).toEqual(await packetsOf(before))
})

async function packetsOf(bytes: Uint8Array): Promise<number[]> {
  using input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS })
  const tracks = await input.getTracks()
  const stats = await Promise.all(tracks.map((track) => track.computePacketStats()))
  return stats.map(({ packetCount }) => packetCount)
}

describe('a thumbnail', () => {
  const cover = async (kind: 'coverFront' | 'unknown', background: string) => {
    const data = new Uint8Array(await sharp({ create: { width: 900, height: 300, channels: 3, background } }).png().toBuffer())
    return { data, mimeType: 'image/png', kind }
  }

  it.each([
    ['video/mp4', (images: object[]) => video(new Mp4OutputFormat(), { images } as object)],
    ['audio/mp4', (images: object[]) => sound(new Mp4OutputFormat(), 'opus', { images } as object)],
    ['audio/ogg', (images: object[]) => sound(new OggOutputFormat(), 'opus', { images } as object)],
  ] as const)('of %s is the cover that it brings', async (content_type, make) => {
    const bytes = await make([await cover('coverFront', '#ff0000')])
    const { outputs, thumbnail_source, contents } = await process(bytes, content_type)
    expect(thumbnail_source).toBe('embedded_cover')
    expect(outputs[1]).toMatchObject({ role: 'thumbnail', content_type: 'image/jpeg', width: 640, height: 213 })
    expect((await sharp(contents[1]).stats()).dominant).toMatchObject({ r: 248, g: 8, b: 8 })
  })

  it('is the front where there are several', async () => {
    const images = [await cover('unknown', '#00ff00'), await cover('coverFront', '#ff0000')]
    const { contents } = await process(await sound(new OggOutputFormat(), 'opus', { images }), 'audio/ogg')
    expect((await sharp(contents[1]).stats()).dominant).toMatchObject({ r: 248 })
  })

  it('is neutral where the cover is no picture, and has the shape of the video', async () => {
    const images = [{ data: new Uint8Array(await gradient(9, 9).jpeg().toBuffer()).slice(0, 40), mimeType: 'image/jpeg', kind: 'coverFront' as const }]
    const { outputs, thumbnail_source } = await process(await video(new Mp4OutputFormat(), { images }), 'video/mp4')
    expect(thumbnail_source).toBe('placeholder')
    expect(outputs[1]).toMatchObject({ width: 320, height: 180 })
  })
})

it('a recording of another container than it says is refused', async () => {
  await expect(process(await video(new WebMOutputFormat()), 'audio/mp4')).rejects.toThrow('no_audio_track')
})
