import { Mp4OutputFormat, MovOutputFormat, OggOutputFormat, WavOutputFormat, WebMOutputFormat } from 'mediabunny'
import { expect, it } from 'vitest'
import type { Json } from '../../support/actor.ts'
import { useStack } from '../../support/stack.ts'
import { gradient } from './pictures.ts'
import { sound, video } from './recordings.ts'
import { upload } from './uploading.ts'

const stack = await useStack()

async function served({ url }: Json): Promise<Buffer> {
  const answer = await fetch(url)
  expect(answer.status).toBe(200)
  return Buffer.from(await answer.arrayBuffer())
}

it.each([
  ['video/mp4', () => video(new Mp4OutputFormat())],
  ['video/mp4', () => video(new Mp4OutputFormat({ fastStart: 'fragmented' }))],
  ['video/quicktime', () => video(new MovOutputFormat())],
  ['video/webm', () => video(new WebMOutputFormat())],
] as const)('a video as %s is measured, and shown by a neutral picture where it brings none', async (content_type, make) => {
  const ada = await stack.newUser()
  const medium = await upload(stack, ada, { bytes: await make(), content_type })
  expect(medium).toMatchObject({ status: 'ready', type: 'video', width: 320, height: 180, thumbnail_source: 'placeholder' })
  expect(medium.duration).toBeCloseTo(2, 1)
  expect((await fetch(medium.thumbnail_url)).headers.get('content-type')).toBe('image/jpeg')
})

it('a video’s places and devices are not served, and its cover is its thumbnail', async () => {
  const ada = await stack.newUser()
  const data = new Uint8Array(await gradient(200, 100).jpeg().toBuffer())
  const raw = { '©xyz': '+48.8584+002.2945/', '©mod': 'Secret Camera' }
  const images = [{ data, mimeType: 'image/jpeg', kind: 'coverFront' as const }]
  const bytes = await video(new Mp4OutputFormat(), { title: 'Secret title', raw, images })
  expect(Buffer.from(bytes).includes('+48.8584')).toBe(true)
  const medium = await upload(stack, ada, { bytes, content_type: 'video/mp4' })
  expect(medium).toMatchObject({ status: 'ready', thumbnail_source: 'embedded_cover' })
  const content = await served(medium)
  for (const secret of ['+48.8584', 'Secret Camera', 'Secret title']) expect(content.includes(secret), secret).toBe(false)
})

it.each([
  ['audio/ogg', () => sound(new OggOutputFormat())],
  ['audio/wav', () => sound(new WavOutputFormat(), 'pcm-s16')],
  ['audio/mp4', () => sound(new Mp4OutputFormat())],
] as const)('a sound as %s is measured', async (content_type, make) => {
  const ada = await stack.newUser()
  const medium = await upload(stack, ada, { bytes: await make(), content_type })
  expect(medium).toMatchObject({ status: 'ready', type: 'audio', width: null })
  expect(medium.duration).toBeCloseTo(2, 1)
})
