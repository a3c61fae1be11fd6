import { useEffect, useState } from 'preact/hooks'
import { UploadError } from '../../shared/client/upload-error.ts'
import { pause, uploadMedia, type UploadProgress } from '../../shared/client/upload-media.ts'
import { type FileMark, isSameFile, markOf, type UploadState } from '../../shared/client/upload-state.ts'
import type { Medium, Purpose, Visibility } from '../../shared/client/wire.ts'
import { accessToken, call } from './call.ts'
import { claimUpload, forgetUpload, interruptedUploads, keepUpload } from './kept-uploads.ts'
import { Refusal } from './refusal.ts'
import { session, watchSession } from './session.ts'

export interface UploadSettings {
  readonly purpose: Purpose
  readonly visibility: Visibility
}

/** A file on its way, until it is ready or rejected. */
export interface Upload {
  readonly key: string
  readonly mark: FileMark
  readonly settings: UploadSettings
  /** `interrupted`: begun before this page was loaded, which does not have the file. */
  readonly phase: 'waiting' | UploadProgress['phase'] | 'paused' | 'interrupted' | 'failed'
  /** Bytes. */
  readonly sent: number
  readonly error?: unknown
  readonly file?: File
  readonly state?: UploadState
}

const mostAtOnce = 2

// Uploads belong to the tab and not to a page: they go on while another one is open.
let owner: string | undefined
let uploads: readonly Upload[] = []
let outcomes: readonly Medium[] = []
let ended = 0
const controllers = new Map<string, AbortController>()
const claims = new Map<string, () => void>()
const listeners = new Set<() => void>()

watchSession(() => {
  if (owner !== undefined && session()?.user.id !== owner) stopUploads()
})
addEventListener('beforeunload', (event) => {
  if (controllers.size > 0) event.preventDefault()
})

interface Uploads {
  readonly uploads: readonly Upload[]
  /** What came of those that went to their end, in order. */
  readonly outcomes: readonly Medium[]
  /** How many have ended, well or badly. */
  readonly ended: number
}

/** The uploads of who is signed in, as they change. */
export function useUploads(): Uploads {
  const [, count] = useState(0)
  useEffect(() => {
    const listener = () => count((changes) => changes + 1)
    listeners.add(listener)
    void open()
    return () => void listeners.delete(listener)
  }, [])
  return { uploads, outcomes, ended }
}

/** Uploads files, or goes on with those of them whose upload was interrupted. */
export function addFiles(files: readonly File[], settings: UploadSettings): void {
  for (const file of files) {
    const mark = markOf(file)
    const begun = uploads.find((upload) => upload.phase === 'interrupted' && isSameFile(upload.mark, mark))
    if (begun) change(begun.key, { file, phase: 'waiting' })
    else set([...uploads, { key: crypto.randomUUID(), mark, settings, phase: 'waiting', sent: 0, file }])
  }
  advance()
}

/** Goes on with an upload that is paused or has failed, or with the file of one that was interrupted. */
export function continueUpload({ key, mark, ...upload }: Upload, file = upload.file): void {
  if (!file || !isSameFile(mark, markOf(file))) return change(key, { error: new UploadError('another_file') })
  const isOver = upload.error instanceof UploadError && ['media_not_found', 'upload_gone'].includes(upload.error.code)
  if (isOver) release(key)
  change(key, { file, phase: 'waiting', error: undefined, ...(isOver && { state: undefined }) })
  advance()
}

export function pauseUpload({ key }: Upload): void {
  controllers.get(key)?.abort(pause)
  controllers.delete(key)
  change(key, { phase: 'paused' })
  advance()
}

/** Ends an upload, and deletes what has come of it. */
export function cancelUpload({ key, state }: Upload): void {
  const running = controllers.get(key)
  drop(key)
  if (running) running.abort()
  // What cannot be deleted now is deleted after a day, because nothing carries it.
  else if (state) call('deleteMedia', { params: { media_id: state.media_id } }).catch(() => undefined).finally(tellEnd)
  advance()
}

function stopUploads(): void {
  for (const controller of controllers.values()) controller.abort(pause)
  controllers.clear()
  for (const give of claims.values()) give()
  claims.clear()
  owner = undefined
  outcomes = []
  set([])
}

async function open(): Promise<void> {
  const user = session()?.user.id
  if (user === undefined || user === owner) return
  owner = user
  const found = await interruptedUploads(user)
  if (user !== owner) return
  const begun = found.map(({ state, settings }): Upload => {
    return { key: crypto.randomUUID(), mark: state.file, settings, phase: 'interrupted', sent: state.sent, state }
  })
  set([...begun, ...uploads])
}

function advance(): void {
  const under = uploads.filter(({ phase }) => phase === 'uploading').length
  const waiting = uploads.filter(({ phase }) => phase === 'waiting')
  for (const upload of waiting.slice(0, mostAtOnce - under)) void run(upload)
}

async function run({ key, file, settings, state }: Upload): Promise<void> {
  const user = owner
  if (!file || user === undefined) return
  const controller = new AbortController()
  controllers.set(key, controller)
  change(key, { phase: 'uploading' })
  try {
    if (state) await claim(key, state)
    const medium = await uploadMedia({
      file,
      ...settings,
      api: { origin: location.origin, token: accessToken },
      signal: controller.signal,
      onProgress: ({ phase, sent }) => {
        if (controller.signal.aborted) return
        change(key, { phase, sent })
        if (phase === 'processing') advance()
      },
      onState: (state) => {
        if (controller.signal.aborted) return
        keepUpload(user, { state, settings })
        change(key, { state })
        void claim(key, state)
      },
      ...(state && { resume: state }),
    })
    outcomes = [...outcomes, medium]
    drop(key)
  } catch (error) {
    if (!controller.signal.aborted) change(key, { phase: 'failed', error })
  } finally {
    if (controllers.get(key) === controller) controllers.delete(key)
    tellEnd()
    advance()
  }
}

async function claim(key: string, { media_id }: UploadState): Promise<void> {
  if (claims.has(key)) return
  const give = await claimUpload(media_id)
  if (!give) throw new Refusal(0, { code: 'under_way_elsewhere' })
  claims.set(key, give)
}

function tellEnd(): void {
  ended += 1
  set(uploads)
}

function release(key: string): void {
  claims.get(key)?.()
  claims.delete(key)
  const state = uploads.find((upload) => upload.key === key)?.state
  if (owner !== undefined && state) forgetUpload(owner, state.media_id)
}

function drop(key: string): void {
  release(key)
  set(uploads.filter((upload) => upload.key !== key))
}

function change(key: string, changes: Partial<Upload>): void {
  set(uploads.map((upload) => (upload.key === key ? { ...upload, ...changes } : upload)))
}

function set(next: readonly Upload[]): void {
  uploads = next
  for (const listener of listeners) listener()
}
