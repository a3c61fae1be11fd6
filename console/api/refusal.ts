/** A call that was refused, or that never reached the service: then its status is 0. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  /** The token of the next step of a login. */
  readonly challenge: string | undefined

  constructor(status: number, { code, detail, challenge }: { code: string; detail?: string; challenge?: string }) {
    super(detail ?? code)
    this.status = status
    this.code = code
    this.challenge = challenge
  }
}

const sentences: Readonly<Record<string, string>> = {
  authentication_required: 'Please sign in again.',
  forbidden: 'Your account may not see this.',
  internal_error: 'Something went wrong on our side. Please try again later.',
  invalid_challenge: 'That took too long. Please begin again.',
  invalid_code: 'This code is not right, or no longer. Codes change every 30 seconds.',
  invalid_credentials: 'The name or the password is not right.',
  rate_limited: 'Too many attempts. Please wait a few minutes.',
  redrive_in_progress: 'Messages of this queue are on their way back already.',
  unavailable: 'The service does not answer at the moment. Please try again.',
  unreachable: 'The service cannot be reached. Please check your connection and try again.',
  weak_password: 'This password is too easy to guess. Take at least 8 characters that nobody would try first.',
}

/** What to tell the reader about an error. */
export function sentenceFor(error: unknown): string {
  if (!(error instanceof Refusal)) return 'Something went wrong on this page. Please load it again.'
  return sentences[error.code] ?? error.message
}
