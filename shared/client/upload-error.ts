/** One field that the API refused: a JSON Pointer, and a sentence. */
export interface RefusedField {
  readonly path: string
  readonly message: string
}

interface UploadErrorOptions {
  /** The HTTP status; 0 where no answer came. */
  readonly status?: number
  readonly detail?: string
  readonly errors?: readonly RefusedField[]
  /** Whether the same may go well a little later. */
  readonly isPassing?: boolean
  /** How long to wait at least before that. */
  readonly retryAfterMs?: number
  readonly cause?: unknown
}

/**
 * Why an upload did not come to its end. `code` is the API's own, such as `media_quota_exceeded`, or one of these:
 * `unreachable`, `no_answer`, `refused_by_store`, `unreadable_file`, `another_file`, `not_ready_in_time`.
 */
export class UploadError extends Error {
  readonly code: string
  readonly status: number
  readonly errors: readonly RefusedField[]
  readonly isPassing: boolean
  readonly retryAfterMs: number

  constructor(code: string, { status = 0, detail, errors = [], isPassing = false, retryAfterMs = 0, cause }: UploadErrorOptions = {}) {
    super(detail ?? code, { cause })
    this.name = 'UploadError'
    this.code = code
    this.status = status
    this.errors = errors
    this.isPassing = isPassing
    this.retryAfterMs = retryAfterMs
  }
}
