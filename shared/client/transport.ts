import { UploadError } from './upload-error.ts'

/** Bytes on their way to the store. */
export interface Sending {
  readonly method: 'POST' | 'PUT'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Blob
  readonly signal: AbortSignal
  /** Told how many bytes of the body have gone so far. */
  readonly onSent: (bytes: number) => void
}

/** What the store answered, whether well or badly. */
export interface Stored {
  readonly status: number
  readonly etag: string | null
  readonly text: string
}

/** Sends bytes. Throws a passing `UploadError` when no answer comes, and the signal's reason when it aborts. */
export type Transport = (sending: Sending) => Promise<Stored>

/** What both ways throw when the connection fails. */
export function unreachableStore(cause?: unknown): UploadError {
  return new UploadError('unreachable', { detail: 'The store cannot be reached', isPassing: true, cause })
}
