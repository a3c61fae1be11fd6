import { openAsBlob } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sendByFetch } from '../../../shared/client/send-by-fetch.ts'
import { UploadError } from '../../../shared/client/upload-error.ts'
import { uploadMedia, type UploadProgress } from '../../../shared/client/upload-media.ts'
import { bytesOf, gradient } from '../../functions/media/pictures.ts'
import type { Actor } from '../../support/actor.ts'
import { useStack } from '../../support/stack.ts'
import { losingOnce } from './fronts.ts'

const stack = await useStack()
const png = new File([bytesOf(await gradient(40, 30).png().toBuffer())], 'hills.png', { type: 'image/png' })
const hundredMegabytes = 100_000_000

function apiOf({ access_token }: Actor) {
  return { origin: stack.api_url, token: () => access_token }
}

async function failureOf(upload: Promise<unknown>): Promise<UploadError> {
  const failure: unknown = await upload.catch((error: unknown) => error)
  if (!(failure instanceof UploadError)) throw new Error('It did not fail as an upload fails', { cause: failure })
  return failure
}

describe('a file', () => {
  it('is uploaded and processed, while its progress is told', async () => {
    const ada = await stack.newUser()
    const told: UploadProgress[] = []
    const medium = await uploadMedia({
      file: png,
      purpose: 'post',
      alt_text: 'Hills in the evening',
      visibility: 'private',
      api: apiOf(ada),
      onProgress: (progress) => told.push(progress),
    })
    expect(medium).toMatchObject({ status: 'ready', filename: 'hills.png', alt_text: 'Hills in the evening', visibility: 'private', width: 40 })
    expect((await ada.get(`/v1/media/${medium.id}`)).body).toMatchObject({ id: medium.id, status: 'ready' })
    expect(told.at(0)).toEqual({ phase: 'uploading', sent: 0, size: png.size })
    expect(told.at(-2)).toEqual({ phase: 'uploading', sent: png.size, size: png.size })
    expect(told.at(-1)).toEqual({ phase: 'processing', sent: png.size, size: png.size })
  })

  it('that is not what it says comes back rejected, with the reason', async () => {
    const file = new File(['These are words.'], 'words.png', { type: 'image/png' })
    const medium = await uploadMedia({ file, purpose: 'post', api: apiOf(await stack.newUser()) })
    expect(medium).toMatchObject({ status: 'rejected', rejection_reason: 'type_mismatch', url: null })
  })

  it('of a disk is read as it goes, and takes its name and type from the caller', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'atrium-upload-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const path = join(folder, 'notes')
    await writeFile(path, '# Notes')
    const api = apiOf(await stack.newUser())
    const medium = await uploadMedia({ file: await openAsBlob(path), filename: 'notes.md', purpose: 'post', api })
    expect(medium).toMatchObject({ status: 'ready', filename: 'notes.md', content_type: 'text/markdown' })

    const file = await openAsBlob(path)
    await writeFile(path, 'Others, and more of them.')
    expect(await failureOf(uploadMedia({ file, filename: 'notes.md', purpose: 'post', api }))).toMatchObject({ code: 'unreadable_file' })
  })

  it('that the API does not take is an error that says which field is at fault', async () => {
    const file = new File(['<svg/>'], 'drawing.svg', { type: 'image/svg+xml' })
    const failure = await failureOf(uploadMedia({ file, purpose: 'post', api: apiOf(await stack.newUser()) }))
    expect(failure).toMatchObject({ code: 'validation_failed', status: 422, errors: [{ path: '/content_type' }] })
  })

  it('that the store does not take is an error with its answer', async () => {
    const failure = await failureOf(
      uploadMedia({
        file: png,
        purpose: 'post',
        api: apiOf(await stack.newUser()),
        transport: (sending) => sendByFetch({ ...sending, headers: { 'content-type': 'multipart/form-data; boundary=another' } }),
      }),
    )
    expect(failure).toMatchObject({ code: 'refused_by_store', status: 400 })
  })
})

describe('an announcement', () => {
  it('whose answer gets lost makes one medium', async () => {
    const ada = await stack.newUser()
    const { origin, lost } = await losingOnce(stack.api_url, 'POST', '/v1/media')
    const medium = await uploadMedia({ file: png, purpose: 'post', api: { ...apiOf(ada), origin } })
    expect(lost()).toBe(1)
    expect((await ada.all('/v1/me/media')).map(({ id }) => id)).toEqual([medium.id])
  })
})

describe('a token', () => {
  it('that has expired is exchanged for another', async () => {
    const ada = await stack.newUser()
    const refusals: (string | undefined)[] = []
    const token = (refused?: string) => {
      if (refused !== undefined) refusals.push(refused)
      return refusals.length === 0 ? 'expired' : ada.access_token
    }
    expect((await uploadMedia({ file: png, purpose: 'post', api: { origin: stack.api_url, token } })).status).toBe('ready')
    expect(refusals).toEqual(['expired'])
  })

  it('that is refused again ends the upload', async () => {
    const failure = await failureOf(uploadMedia({ file: png, purpose: 'post', api: { origin: stack.api_url, token: () => 'bad' } }))
    expect(failure).toMatchObject({ code: 'invalid_token', status: 401 })
  })
})

describe('an address', () => {
  it('that has expired is renewed', async () => {
    let sendings = 0
    const medium = await uploadMedia({
      file: png,
      purpose: 'post',
      api: apiOf(await stack.newUser()),
      transport: async (sending) => {
        sendings += 1
        // A policy that is cut short is refused as an old one is.
        const body = sendings === 1 ? new Blob([(await sending.body.text()).replace(/(name="X-Amz-Signature"\s+)\w/, '$1x')]) : sending.body
        return sendByFetch({ ...sending, body })
      },
    })
    expect(medium.status).toBe('ready')
    expect(sendings).toBe(2)
  })

  it('whose signer may sign no more is renewed', async () => {
    let isFirst = true
    const medium = await uploadMedia({
      file: png,
      purpose: 'post',
      api: apiOf(await stack.newUser()),
      // As S3 answers when the credentials behind a signature end before it does.
      transport: (sending) => {
        if (!isFirst) return sendByFetch(sending)
        isFirst = false
        return Promise.resolve({ status: 400, etag: null, text: '<Error><Code>ExpiredToken</Code></Error>' })
      },
    })
    expect(medium.status).toBe('ready')
  })
})

describe('an abort', () => {
  it('stops the upload and deletes the medium', async () => {
    const ada = await stack.newUser()
    const controller = new AbortController()
    const upload = uploadMedia({
      file: new Blob([new Uint8Array(hundredMegabytes / 2)]),
      content_type: 'video/mp4',
      purpose: 'post',
      api: apiOf(ada),
      signal: controller.signal,
      onProgress: ({ sent }) => sent > 0 && controller.abort(),
    })
    await expect(upload).rejects.toMatchObject({ name: 'AbortError' })
    expect(await ada.all('/v1/me/media')).toEqual([])
  })

  it('before the beginning announces nothing', async () => {
    const ada = await stack.newUser()
    const upload = uploadMedia({ file: png, purpose: 'post', api: apiOf(ada), signal: AbortSignal.abort() })
    await expect(upload).rejects.toMatchObject({ name: 'AbortError' })
    expect(await ada.all('/v1/me/media')).toEqual([])
  })
})
