import { type Api, callApi, callOnce } from './api.ts'
import { contentTypeOf } from './content-type.ts'
import { formBody, randomName } from './form-body.ts'
import { pauseFor } from './patience.ts'
import { sendByFetch } from './send-by-fetch.ts'
import { sendByXhr } from './send-by-xhr.ts'
import { addresses, store } from './store.ts'
import type { Transport } from './transport.ts'
import { agreed, uploadInParts } from './upload-parts.ts'
import { UploadError } from './upload-error.ts'
import { isSameFile, markOf, stateOf, type UploadState } from './upload-state.ts'
import type { Announcement, FormUpload, Medium, OpenUpload, Purpose, UploadedPart, Visibility } from './wire.ts'

/** How far an upload is. */
export interface UploadProgress {
  readonly phase: 'uploading' | 'processing'
  /** Bytes that have gone, of `size`. */
  readonly sent: number
  readonly size: number
}

export interface UploadOptions {
  readonly file: Blob
  readonly purpose: Purpose
  /** Public unless said otherwise. */
  readonly visibility?: Visibility
  readonly alt_text?: string
  /** Of a `Blob` without a name, or in the place of a file's own. */
  readonly filename?: string
  /** In the place of what name and file say. */
  readonly content_type?: string
  readonly api: Api
  /** An abort stops the upload and deletes the medium; with `pause` as its reason, it leaves what has come. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: UploadProgress) => void
  /** Told what a later `resume` takes: once the upload has begun, and after each part. */
  readonly onState?: (state: UploadState) => void
  /** Goes on with an upload of the same file that has begun before. */
  readonly resume?: UploadState
  /** How bytes are sent: by `XMLHttpRequest` where there is one, else by `fetch`. */
  readonly transport?: Transport
  /** How long to wait until a medium that is uploaded is ready. Ten minutes unless said otherwise. */
  readonly readyWithinMs?: number
}

/** The reason of an abort that keeps what has come, so that the upload can be resumed. */
export const pause = 'paused'

const firstLookMs = 300
const longestLookMs = 5000

/**
 * Uploads a file straight to the store, in parts above 100 MB, and waits until it is processed. Returns the medium, which
 * is `ready`, or `rejected` with its reason. Throws an `UploadError` when it cannot be uploaded, and the signal's reason
 * when it aborts. What fails but may pass is tried again first.
 */
export async function uploadMedia(options: UploadOptions): Promise<Medium> {
  const { api, onProgress, signal = new AbortController().signal, readyWithinMs = 600_000 } = options
  const { size } = options.file
  let media_id = options.resume?.media_id
  try {
    const begun = options.resume ? await goOn(options, options.resume, signal) : await announce(options, signal)
    media_id = begun.media.id
    if (begun.upload) await hand(options, { ...begun, upload: begun.upload }, signal)
    onProgress?.({ phase: 'processing', sent: size, size })
    return await settled(api, media_id, readyWithinMs, signal)
  } catch (error) {
    if (signal.aborted && signal.reason !== pause && media_id !== undefined) await discard(api, media_id)
    throw error
  }
}

/** A medium that waits for its file, or one whose file has come already. */
type Begun = Pick<OpenUpload, 'media' | 'uploaded_parts'> & { readonly upload?: OpenUpload['upload'] }

function announce({ api, file, filename, content_type, purpose, visibility, alt_text }: UploadOptions, signal: AbortSignal): Promise<Begun> {
  const { name, size } = markOf(file, filename)
  const body: Announcement = {
    filename: name,
    content_type: content_type ?? contentTypeOf(name, file.type),
    size,
    purpose,
    ...(visibility && { visibility }),
    ...(alt_text !== undefined && { alt_text }),
  }
  return callApi<OpenUpload>(api, { method: 'POST', path: '/v1/media', body, idempotencyKey: randomName() }, signal)
}

async function goOn({ api, file, filename }: UploadOptions, resume: UploadState, signal: AbortSignal): Promise<Begun> {
  if (!isSameFile(markOf(file, filename), resume.file)) {
    throw new UploadError('another_file', { detail: `This is not the ${resume.file.name} whose upload has begun` })
  }
  const path = `/v1/media/${resume.media_id}`
  const media = await callApi<Medium>(api, { method: 'GET', path }, signal)
  if (media.status !== 'awaiting_upload') return { media }
  try {
    const open = await callApi<OpenUpload>(api, { method: 'GET', path: `${path}/upload` }, signal)
    return { ...open, uploaded_parts: agreed(resume.parts, open.uploaded_parts) }
  } catch (error) {
    if (isComeAlready(error)) return { media }
    throw error
  }
}

async function hand(options: UploadOptions, open: OpenUpload, signal: AbortSignal): Promise<void> {
  const { api, file, onProgress, onState, transport = sendByXhr ?? sendByFetch } = options
  const { media, upload, uploaded_parts = [] } = open
  const onPart = (parts: readonly UploadedPart[]) => onState?.(stateOf(markOf(file, options.filename), open, parts))
  onPart(uploaded_parts)
  const onSent = (sent: number) => onProgress?.({ phase: 'uploading', sent, size: file.size })
  const channel = { file, transport, signal }
  if (upload.method === 'MULTIPART') {
    await uploadInParts({ ...channel, api, media_id: media.id, upload, uploaded: uploaded_parts, onSent, onPart })
    return
  }
  const renew = async () => formOf(await callOnce<OpenUpload>(api, { method: 'GET', path: `/v1/media/${media.id}/upload` }, signal))
  const requestTo = ({ url, fields }: FormUpload) => {
    const { body, headers, sentOfFile } = formBody(fields, file)
    return { method: 'POST' as const, url, headers, body, onSent: (bytes: number) => onSent(sentOfFile(bytes)) }
  }
  try {
    await store(addresses(upload, renew), requestTo, channel)
  } catch (error) {
    // The answer to a try before got lost.
    if (!isComeAlready(error)) throw error
  }
}

function formOf({ upload }: OpenUpload): FormUpload {
  if (upload.method === 'POST') return upload
  throw new UploadError('upload_gone', { detail: 'The upload is not one by a form' })
}

function isComeAlready(error: unknown): boolean {
  return error instanceof UploadError && error.code === 'already_uploaded'
}

async function settled(api: Api, media_id: string, withinMs: number, signal: AbortSignal): Promise<Medium> {
  const until = Date.now() + withinMs
  for (let pauseMs = firstLookMs; ; pauseMs = Math.min(longestLookMs, pauseMs * 1.5)) {
    const medium = await callApi<Medium>(api, { method: 'GET', path: `/v1/media/${media_id}` }, signal)
    if (medium.status === 'ready' || medium.status === 'rejected') return medium
    if (Date.now() + pauseMs > until) throw new UploadError('not_ready_in_time', { detail: 'It is uploaded, and still in processing' })
    await pauseFor(pauseMs, signal)
  }
}

// Who gives up does not wait for another try: what nothing carries is deleted after a day.
async function discard(api: Api, media_id: string): Promise<void> {
  await callOnce(api, { method: 'DELETE', path: `/v1/media/${media_id}` }, new AbortController().signal).catch(() => undefined)
}
