/** HTTP statuses that a problem may have. */
export type ProblemStatus = 400 | 401 | 402 | 403 | 404 | 405 | 409 | 410 | 412 | 413 | 415 | 422 | 428 | 429 | 500 | 503

/** A refusal's stable codes with their statuses, as a contract declares them. */
export type Problems = Readonly<Record<string, ProblemStatus>>

/** One field's fault: a JSON Pointer into the body, or `/query/<name>`, and a sentence. */
export interface FieldError {
  readonly path: string
  readonly message: string
}

/** What the runtime itself may answer, whatever the endpoint. */
export const runtimeProblems = {
  malformed_request: 400,
  malformed_json: 400,
  invalid_cursor: 400,
  invalid_idempotency_key: 400,
  authentication_required: 401,
  invalid_token: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_in_progress: 409,
  version_mismatch: 412,
  payload_too_large: 413,
  unsupported_media_type: 415,
  validation_failed: 422,
  idempotency_key_reused: 422,
  rate_limited: 429,
  internal_error: 500,
  unavailable: 503,
} as const satisfies Problems

export type RuntimeProblem = keyof typeof runtimeProblems

/** What a problem may say beyond its code. `extra` members are served beside the standard ones. */
export interface ProblemOptions {
  readonly detail?: string
  readonly errors?: readonly FieldError[]
  readonly headers?: Readonly<Record<string, string>>
  readonly extra?: Readonly<Record<string, unknown>>
}

/** A declared refusal. Use cases get a `problem` function that takes their contract's codes only. */
export class Problem extends Error {
  readonly code: string
  readonly status: ProblemStatus
  readonly options: ProblemOptions

  constructor(code: string, status: ProblemStatus, options: ProblemOptions = {}) {
    super(options.detail ?? titleOf(code))
    this.name = 'Problem'
    this.code = code
    this.status = status
    this.options = options
  }
}

/** The runtime's own refusal `code`, with its fixed status. */
export function runtimeProblem(code: RuntimeProblem, options?: ProblemOptions): Problem {
  return new Problem(code, runtimeProblems[code], options)
}

/** A code as a title: `article_not_found` reads `Article not found`. */
export function titleOf(code: string): string {
  const words = code.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
