import { type Api, callApi, callOnce } from './api.ts'
import { withController } from './patience.ts'
import { addresses, type Addresses, type Channel, store } from './store.ts'
import { UploadError } from './upload-error.ts'
import type { OpenUpload, PartsUpload, UploadedPart } from './wire.ts'

// Browsers open six connections to a host. Two uploads at once share them without one waiting for another.
const lanes = 3
const mostRounds = 3

/** An upload in parts that is under way. */
export interface PartsTask extends Channel {
  readonly api: Api
  readonly media_id: string
  readonly upload: PartsUpload
  /** What has come before. */
  readonly uploaded: readonly UploadedPart[]
  /** Told the bytes that have gone, of all parts together. */
  readonly onSent: (bytes: number) => void
  /** Told what has come so far, after each part. */
  readonly onPart: (uploaded: readonly UploadedPart[]) => void
}

/** Uploads what is missing, three parts at a time, and has them put together. Parts that came to harm are sent again. */
export async function uploadInParts(task: PartsTask): Promise<void> {
  const { api, media_id, upload, signal } = task
  const path = `/v1/media/${media_id}`
  const to = addresses(upload, async () => partsOf(await callOnce<OpenUpload>(api, { method: 'GET', path: `${path}/upload` }, signal)))
  let uploaded = task.uploaded
  for (let round = 1; ; round += 1) {
    uploaded = await sendMissing({ ...task, uploaded }, to)
    try {
      await callApi(api, { method: 'POST', path: `${path}/complete`, body: { parts: uploaded } }, signal)
      return
    } catch (error) {
      if (!(error instanceof UploadError) || error.code !== 'invalid_part' || round === mostRounds) throw error
      const { uploaded_parts } = await callApi<OpenUpload>(api, { method: 'GET', path: `${path}/upload` }, signal)
      uploaded = agreed(uploaded, uploaded_parts)
    }
  }
}

/** The parts that client and store know alike; all of the store's where the client knows no other. */
export function agreed(known: readonly UploadedPart[], stored: readonly UploadedPart[] = []): UploadedPart[] {
  const etags = new Map(known.map(({ part_number, etag }) => [part_number, etag]))
  return stored.filter(({ part_number, etag }) => (etags.get(part_number) ?? etag) === etag)
}

function partsOf({ upload }: OpenUpload): PartsUpload {
  if (upload.method === 'MULTIPART') return upload
  throw new UploadError('upload_gone', { detail: 'The upload is not one in parts' })
}

/** Sends the parts that are not uploaded, and returns all of them in order. */
async function sendMissing(task: PartsTask, to: Addresses<PartsUpload>): Promise<UploadedPart[]> {
  const { file, transport, upload, onPart } = task
  const { part_size, parts } = upload
  const bytesOf = (number: number) => file.slice((number - 1) * part_size, number * part_size)
  const done = new Map(task.uploaded.map(({ part_number, etag }) => [part_number, etag]))
  const sent = new Map(Array.from(done.keys(), (number) => [number, bytesOf(number).size]))
  const report = () => task.onSent(Array.from(sent.values()).reduce((sum, bytes) => sum + bytes, 0))
  const uploaded = () => Array.from(done, ([part_number, etag]) => ({ part_number, etag })).toSorted((a, b) => a.part_number - b.part_number)
  report()

  const missing = parts.map(({ part_number }) => part_number).filter((number) => !done.has(number))
  await withController(task.signal, ({ signal }) => {
    const sendPart = async (number: number) => {
      const body = bytesOf(number)
      const onSent = (bytes: number) => {
        sent.set(number, bytes)
        report()
      }
      const requestTo = (present: PartsUpload) => ({ method: 'PUT' as const, url: urlOf(present, number), headers: {}, body, onSent })
      const { etag } = await store(to, requestTo, { file, transport, signal })
      if (etag === null) throw new UploadError('refused_by_store', { detail: 'The store lets nobody read ETag' })
      onSent(body.size)
      done.set(number, etag)
      onPart(uploaded())
    }
    const lane = async () => {
      for (let number = missing.shift(); number !== undefined; number = missing.shift()) await sendPart(number)
    }
    return Promise.all(Array.from({ length: lanes }, lane))
  })
  return uploaded()
}

function urlOf({ parts }: PartsUpload, number: number): string {
  const part = parts.find(({ part_number }) => part_number === number)
  if (!part) throw new UploadError('upload_gone', { detail: `The upload has no part ${number}` })
  return part.url
}
