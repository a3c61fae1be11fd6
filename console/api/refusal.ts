import { UploadError } from '../../shared/client/upload-error.ts'

/** What a refusal says of itself. */
export interface Problem {
  readonly code: string
  readonly detail?: string
  readonly challenge?: string
  readonly uses?: readonly Use[]
}

/** Something that carries a medium. */
export interface Use {
  readonly subject_type: string
  readonly subject_id: string
}

/** A call that was refused, or that never reached the service: then its status is 0. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  /** The token of the next step of a login. */
  readonly challenge: string | undefined
  /** What carries a medium that is not to be deleted. */
  readonly uses: readonly Use[]

  constructor(status: number, { code, detail, challenge, uses = [] }: Problem) {
    super(detail ?? code)
    this.status = status
    this.code = code
    this.challenge = challenge
    this.uses = uses
  }
}

const sentences: Readonly<Record<string, string>> = {
  another_file: 'This is not the file whose upload has begun.',
  authentication_required: 'Please sign in again.',
  category_cycle: 'A category cannot be below itself.',
  category_has_children: 'There are categories below it. Move or delete them first.',
  category_not_found: 'It was deleted meanwhile.',
  delivery_pending: 'It is on its way already.',
  forbidden: 'Your account may not see this.',
  internal_error: 'Something went wrong on our side. Please try again later.',
  invalid_challenge: 'That took too long. Please begin again.',
  invalid_code: 'This code is not right, or no longer. Codes change every 30 seconds.',
  invalid_credentials: 'The name or the password is not right.',
  media_in_use: 'It is in use. Take it out there first.',
  media_not_found: 'It was deleted meanwhile.',
  media_quota_exceeded: 'There is no room left for your media. Delete some that you do not need.',
  no_answer: 'The connection is too slow, or broke off. Please try again.',
  not_ready_in_time: 'It is uploaded, and takes longer than usual to get ready.',
  parent_not_found: 'The category above was deleted meanwhile.',
  rate_limited: 'Too many attempts. Please wait a few minutes.',
  redrive_in_progress: 'Messages of this queue are on their way back already.',
  refused_by_store: 'The store did not take the file. Please try again.',
  too_many_webhooks: 'There are fifty webhooks already. Delete one that nobody needs.',
  unavailable: 'The service does not answer at the moment. Please try again.',
  under_way_elsewhere: 'Another tab is uploading this file.',
  unreachable: 'The service cannot be reached. Please check your connection and try again.',
  unreadable_file: 'The file was changed or removed after it was chosen. Please choose it again.',
  upload_gone: 'The upload was interrupted for too long. Please begin again.',
  url_not_allowed: 'The address must be https, and on the public internet.',
  validation_failed: 'Something is missing, or is not as it must be.',
  weak_password: 'This password is too easy to guess. Take at least 8 characters that nobody would try first.',
  webhook_changed: 'Someone else changed it at the same moment. Please try again.',
  webhook_disabled: 'It is off. Turn it on first.',
  webhook_not_found: 'It was deleted meanwhile.',
}

/** What to tell the reader about an error. */
export function sentenceFor(error: unknown): string {
  if (!(error instanceof Refusal || error instanceof UploadError)) return 'Something went wrong on this page. Please load it again.'
  return sentences[error.code] ?? error.message
}
