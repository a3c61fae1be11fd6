import { describe, expect, it } from 'vitest'
import { pause, uploadMedia, type UploadOptions, type UploadProgress } from '../../../shared/client/upload-media.ts'
import type { UploadState } from '../../../shared/client/upload-state.ts'
import { bytesOf } from '../../functions/media/pictures.ts'
import { video } from '../../functions/media/recordings.ts'
import type { Actor } from '../../support/actor.ts'
import { useStack } from '../../support/stack.ts'
import { answeringOnce, breakingOnce, partNumber, watched } from './fronts.ts'

const stack = await useStack()

// A real video, made long by a box that players skip.
const film = new File([await video(), freeBox(105_000_000)], 'film.mp4', { type: 'video/mp4', lastModified: 1_700_000_000_000 })

function freeBox(size: number) {
  const header = Buffer.alloc(8)
  header.writeUInt32BE(size)
  header.write('free', 4)
  return new Blob([bytesOf(header), new Uint8Array(size - 8)])
}

function optionsOf({ access_token }: Actor): UploadOptions {
  return { file: film, purpose: 'post', api: { origin: stack.api_url, token: () => access_token } }
}

/** Uploads until this part has come, then pauses, and answers what was kept, as storage would give it back. */
async function pausedAfter(part: number, options: UploadOptions): Promise<UploadState> {
  const controller = new AbortController()
  let kept = ''
  const upload = uploadMedia({
    ...options,
    signal: controller.signal,
    onState: (state) => {
      kept = JSON.stringify(state)
      if (state.parts.some(({ part_number }) => part_number === part)) controller.abort(pause)
    },
  })
  await expect(upload).rejects.toBe(pause)
  return JSON.parse(kept) as UploadState
}

describe('a file above 100 MB', () => {
  it('goes in parts; those that break off, or come to harm, are sent again', async () => {
    const sent: number[] = []
    const told: UploadProgress[] = []
    const harmed = answeringOnce(5, (stored) => ({ ...stored, etag: '"00000000000000000000000000000000"' }), watched((number) => sent.push(number)))
    const medium = await uploadMedia({
      ...optionsOf(await stack.newUser()),
      onProgress: (progress) => told.push(progress),
      transport: breakingOnce(3, harmed),
    })
    expect(medium).toMatchObject({ status: 'ready', type: 'video', size: film.size, duration: expect.closeTo(2, 0) })
    expect(sent.toSorted()).toEqual([1, 2, 3, 3, 4, 5, 5, 6, 7])
    expect(Math.max(...told.map((progress) => progress.sent))).toBe(film.size)
  })

  it('goes on where it was paused, after a restart, with addresses that are good again', async () => {
    const ada = await stack.newUser()
    const state = await pausedAfter(2, optionsOf(ada))
    expect((await ada.get(`/v1/media/${state.media_id}`)).body.status).toBe('awaiting_upload')
    const before = new Set(state.parts.map(({ part_number }) => part_number))

    const [sent, firstTold]: [number[], number[]] = [[], []]
    let isExpired = true
    const transport = watched((number) => sent.push(number))
    const medium = await uploadMedia({
      ...optionsOf(ada),
      resume: state,
      onProgress: (progress) => firstTold.push(progress.sent),
      transport: (sending) => {
        const url = isExpired ? sending.url.replace(/X-Amz-Expires=\d+/, 'X-Amz-Expires=1') : sending.url
        isExpired = false
        return transport({ ...sending, url })
      },
    })
    expect(medium).toMatchObject({ id: state.media_id, status: 'ready', size: film.size })
    expect(firstTold[0]).toBeGreaterThanOrEqual(state.sent)
    expect(state.sent).toBeGreaterThan(16_000_000)
    expect(sent.filter((number) => before.has(number))).toEqual([])
    // One try met an address that had expired.
    expect(sent).toHaveLength(new Set(sent).size + 1)
    expect((await ada.all('/v1/me/media')).map(({ id }) => id)).toEqual([state.media_id])
  })

  it('sends a part again that is another at the store', async () => {
    const ada = await stack.newUser()
    const state = await pausedAfter(1, optionsOf(ada))
    const parts = state.parts.map((part) => (part.part_number === 1 ? { ...part, etag: '"of another content"' } : part))
    const sent: number[] = []
    const transport = watched((number) => sent.push(number))
    expect((await uploadMedia({ ...optionsOf(ada), resume: { ...state, parts }, transport })).status).toBe('ready')
    expect(sent).toContain(1)
  })

  it('is not mixed with another', async () => {
    const ada = await stack.newUser()
    const state = await pausedAfter(1, optionsOf(ada))
    const file = new File([film], film.name, { type: film.type, lastModified: film.lastModified + 1000 })
    await expect(uploadMedia({ ...optionsOf(ada), file, resume: state })).rejects.toMatchObject({ code: 'another_file' })
  })

  it('whose parts have ended at the store is over', async () => {
    const ada = await stack.newUser()
    const upload = uploadMedia({
      ...optionsOf(ada),
      transport: async (sending) => {
        if (partNumber(sending.url) > 0) await ada.delete(`/v1/media/${(await ada.get('/v1/me/media')).body.items[0]?.id}`)
        await stack.settled()
        return watched(() => undefined)(sending)
      },
    })
    await expect(upload).rejects.toMatchObject({ code: 'upload_gone' })
  })
})
