import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Json } from '../../support/actor.ts'
import { useStack } from '../../support/stack.ts'
import { oddFiles } from './odd-files.ts'
import { announce, send } from './uploading.ts'

const stack = await useStack()
const files = await oddFiles()

describe('an odd but good file is served, and nothing of its secrets:', () => {
  let media: Map<string, Json>
  const ids = new Map<string, string>()

  beforeAll(async () => {
    const ada = await stack.newUser()
    for (const { what, content_type, bytes } of files) {
      const { body } = await announce(ada, { bytes, content_type })
      await send(body.upload, bytes)
      ids.set(what, body.media.id)
    }
    await stack.settled()
    media = new Map((await ada.all('/v1/me/media?limit=100')).map((medium) => [medium.id, medium]))
  }, 60_000)

  it.each(files)('$what', async ({ what, bytes, type, secrets }) => {
    for (const secret of secrets) expect(Buffer.from(bytes).includes(secret), `the upload holds ${secret}`).toBe(true)
    const medium = media.get(ids.get(what) ?? '')
    expect(medium).toMatchObject({ status: 'ready', type, rejection_reason: null })
    const urls = [medium.url, medium.thumbnail_url, ...medium.variants.map(({ url }: Json) => url)].filter((url) => url !== null)
    for (const url of urls) {
      const served = await fetch(url)
      expect(served.status).toBe(200)
      const content = Buffer.from(await served.arrayBuffer())
      for (const secret of secrets) expect(content.includes(secret), `${url} holds ${secret}`).toBe(false)
      if (served.headers.get('content-type')?.startsWith('image/')) await expectBarePicture(content)
    }
  })
})

async function expectBarePicture(content: Buffer): Promise<void> {
  const { exif, xmp, iptc, icc, comments, orientation } = await sharp(content).metadata()
  expect({ exif, xmp, iptc, icc, comments, orientation }).toEqual({})
}
