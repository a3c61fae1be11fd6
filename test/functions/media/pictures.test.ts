import sharp, { type Sharp } from 'sharp'
import { describe, expect, it } from 'vitest'
import { useStack } from '../../support/stack.ts'
import { animation, bytesOf, gradient } from './pictures.ts'
import { upload } from './uploading.ts'

const stack = await useStack()

describe('a picture that was uploaded', () => {
  it('is served clean, with variants, its shown size and what a client shows before it is there', async () => {
    const ada = await stack.newUser()
    const bytes = bytesOf(
      await gradient(900, 600)
        .withExif({ IFD0: { Model: 'Secret Camera' }, IFD3: { GPSLatitude: '48/1 51/1 0/1' } })
        .withMetadata({ orientation: 6 })
        .jpeg()
        .toBuffer(),
    )
    expect(Buffer.from(bytes).includes('Secret Camera')).toBe(true)
    const medium = await upload(stack, ada, { bytes, content_type: 'image/jpeg', filename: 'beach.jpg', alt_text: 'A beach' })
    expect(medium).toMatchObject({
      status: 'ready',
      type: 'image',
      filename: 'beach.jpg',
      size: bytes.byteLength,
      width: 600,
      height: 900,
      alt_text: 'A beach',
      visibility: 'public',
      uploaded_by: ada.id,
      rejection_reason: null,
      thumbnail_source: 'picture',
    })
    expect(medium.blurhash.length).toBeGreaterThan(6)
    expect(medium.dominant_color).toMatch(/^#[0-9a-f]{6}$/)
    for (const { url, width, content_type } of [...medium.variants, { url: medium.url, width: 600, content_type: 'image/jpeg' }]) {
      const served = await fetch(url)
      expect(served.status).toBe(200)
      expect(served.headers.get('content-type')).toBe(content_type)
      expect(served.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      const content = Buffer.from(await served.arrayBuffer())
      expect(content.includes('Secret Camera')).toBe(false)
      const metadata = await sharp(content).metadata()
      expect(metadata).toMatchObject({ width })
      expect(metadata.exif).toBeUndefined()
    }
    expect(medium.variants.map(({ content_type }: { content_type: string }) => content_type)).toContain('image/jpeg')
  })

  it.each([
    ['image/png', (picture: Sharp) => picture.png()],
    ['image/webp', (picture: Sharp) => picture.webp()],
    ['image/avif', (picture: Sharp) => picture.avif({ effort: 0 })],
    ['image/gif', (picture: Sharp) => picture.gif()],
  ] as const)('is taken as %s, with a JPEG among its variants', async (content_type, encode) => {
    const ada = await stack.newUser()
    const medium = await upload(stack, ada, { bytes: bytesOf(await encode(gradient(64, 48)).toBuffer()), content_type })
    expect(medium).toMatchObject({ status: 'ready', width: 64, height: 48 })
    expect(medium.variants).toContainEqual(expect.objectContaining({ content_type: 'image/jpeg', width: 64, height: 48 }))
  })

  it.each(['gif', 'webp'] as const)('keeps moving as %s', async (format) => {
    const ada = await stack.newUser()
    const medium = await upload(stack, ada, { bytes: await animation(format, 5), content_type: `image/${format}` })
    expect(medium).toMatchObject({ status: 'ready', type: 'gif', width: 16, height: 16, duration: 0.5 })
    const served = await sharp(Buffer.from(await (await fetch(medium.url)).arrayBuffer())).metadata()
    expect(served.pages).toBe(5)
  })
})
