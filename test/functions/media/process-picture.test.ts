import sharp, { type Sharp } from 'sharp'
import { describe, expect, it, test } from 'vitest'
import { processPicture } from '../../../functions/media/process-picture.ts'
import type { Purpose } from '../../../functions/media/types.ts'
import { animation, gradient } from './pictures.ts'
import { animatedPng } from './png-chunks.ts'

async function widthsFor(width: number, purpose: Purpose): Promise<string[]> {
  const { outputs } = await processPicture(await gradient(width, 40).png().toBuffer(), 'png', purpose)
  return outputs.filter(({ role }) => role === 'variant').map(({ name }) => name)
}

test.each<[width: number, purpose: Purpose, widths: number[]]>([
  [2000, 'post', [320, 640, 1280, 1920]],
  [1280, 'article', [320, 640]],
  [321, 'comment', [320]],
  [320, 'image', [320]],
  [7, 'message', [7]],
  [2000, 'avatar', [128, 256, 512]],
  [100, 'avatar', [100]],
])('a picture %i wide for %s is also there at %j, as WebP and JPEG', async (width, purpose, widths) => {
  expect(await widthsFor(width, purpose)).toEqual(widths.flatMap((each) => [`w${each}.webp`, `w${each}.jpg`]))
})

describe('what is served of a picture', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('stands upright, whose camera was held as orientation %i says', async (orientation) => {
    // Red at the top left of what is seen.
    const seen = await sharp({ create: { width: 40, height: 20, channels: 3, background: '#0000ff' } })
      .composite([{ input: { create: { width: 10, height: 10, channels: 3, background: '#ff0000' } }, left: 0, top: 0 }])
      .png()
      .toBuffer()
    const stored = await turnedBack(sharp(seen), orientation).toBuffer()
    const bytes = await sharp(stored).jpeg({ quality: 100 }).withMetadata({ orientation }).toBuffer()
    const { width, height, outputs } = await processPicture(bytes, 'jpeg', 'post')
    expect({ width, height }).toEqual({ width: 40, height: 20 })
    for (const { content, name } of outputs) {
      if ('path' in content) throw new Error('a picture is made in memory')
      const [red = 0, , blue = 0] = await sharp(content).extract({ left: 4, top: 4, width: 1, height: 1 }).raw().toBuffer()
      expect(red > 200 && blue < 60, name).toBe(true)
    }
  })

  it.each([
    ['image/jpeg', 'original.jpg', (picture: Sharp) => picture.jpeg(), 'jpeg', 3],
    ['image/png', 'original.png', (picture: Sharp) => picture.png(), 'png', 4],
    ['image/webp', 'original.webp', (picture: Sharp) => picture.webp(), 'webp', 4],
    ['image/jpeg', 'original.jpg', (picture: Sharp) => picture.avif({ effort: 0 }), 'avif', 3],
    ['image/webp', 'original.webp', (picture: Sharp) => picture.avif({ effort: 0 }), 'avif', 4],
    ['image/gif', 'original.gif', (picture: Sharp) => picture.gif(), 'gif', 3],
  ] as const)('is %s (%s), where every client can show it', async (content_type, name, encode, format, channels) => {
    const bytes = await encode(gradient(40, 30, channels)).toBuffer()
    const { outputs } = await processPicture(bytes, format, 'post')
    expect(outputs[0]).toMatchObject({ role: 'original', name, content_type, width: 40, height: 30 })
  })

  it('has a small form, a blurhash and its dominant colour', async () => {
    const picture = sharp({ create: { width: 400, height: 300, channels: 3, background: '#ff0000' } })
    const { outputs, blurhash, dominant_color, thumbnail_source } = await processPicture(await picture.png().toBuffer(), 'png', 'post')
    expect(outputs.at(-1)).toMatchObject({ role: 'thumbnail', content_type: 'image/jpeg', width: 320, height: 240 })
    expect(blurhash).toHaveLength(28)
    expect(dominant_color).toBe('#f80808')
    expect(thumbnail_source).toBe('picture')
  })
})

describe('what moves', () => {
  it.each(['gif', 'webp'] as const)('is still moving in %s, also in its smaller form', async (format) => {
    const { outputs, type, duration } = await processPicture(Buffer.from(await animation(format, 3, 800)), format, 'post')
    expect({ type, duration }).toEqual({ type: 'gif', duration: 0.3 })
    const frames = await Promise.all(outputs.map(async ({ name, content }) => [name, 'path' in content ? 0 : ((await sharp(content).metadata()).pages ?? 1)]))
    expect(frames.filter(([, pages]) => pages === 3).map(([name]) => name)).toEqual([`original.${format}`, 'moving-w640.webp'])
  })

  it('takes the time that its frames say in PNG', async () => {
    const processed = await processPicture(Buffer.from(animatedPng([{}, {}])), 'png', 'post')
    expect(processed).toMatchObject({ type: 'gif', duration: 0.2, width: 8, height: 8 })
    expect(processed.outputs[0]).toMatchObject({ content_type: 'image/apng' })
  })
})

/** What a camera held in this way stores of what is seen. */
function turnedBack(picture: Sharp, orientation: number): Sharp {
  const turns = { 1: 0, 2: 0, 3: 180, 4: 180, 5: 270, 6: 270, 7: 90, 8: 90 }[orientation] ?? 0
  const isMirrored = [2, 4, 5, 7].includes(orientation)
  return (isMirrored ? picture.flop() : picture).rotate(turns)
}
