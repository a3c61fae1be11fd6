import { UploadError } from '../../shared/client/upload-error.ts'
import type { AnswerOf } from '../api/contracts.ts'
import { sentenceFor } from '../api/refusal.ts'
import type { Upload } from '../api/uploads.ts'
import { inBytes } from '../parts/format.ts'

export type Medium = AnswerOf<'getMedia'>

const reasons = {
  empty_file: 'The file is empty.',
  too_large: 'The file is larger than it was said to be.',
  type_mismatch: 'The file is not what its name says.',
  unsupported_type: 'Files of this kind are not taken.',
  polyglot: 'Another file is hidden in it.',
  too_many_pixels: 'The picture has more than 100 megapixels.',
  too_many_frames: 'The animation has more than 1,000 frames.',
  unreadable: 'The file is damaged.',
  no_video_track: 'There is no picture in this video.',
  no_audio_track: 'There is no sound in this recording.',
  invalid_text: 'The text is not in UTF-8.',
  invalid_captions: 'The captions are not WebVTT.',
  replaced_meanwhile: 'It was uploaded twice at once. Please upload it again.',
  processing_failed: 'It could not be processed.',
  processing_timeout: 'It took too long to process.',
} as const satisfies Record<NonNullable<Medium['rejection_reason']>, string>

/** Why a medium was rejected, for its owner. */
export function reasonFor(reason: string | null): string {
  return Object.hasOwn(reasons, reason ?? '') ? reasons[reason as keyof typeof reasons] : 'It was not taken.'
}

const phases = {
  waiting: 'Waiting',
  uploading: 'Uploading',
  processing: 'Processing',
  paused: 'Paused',
  interrupted: 'Interrupted',
  failed: 'Failed',
} as const satisfies Record<Upload['phase'], string>

export function phaseOf({ phase }: Upload): string {
  return phases[phase]
}

/** How much of a file has come: `12 MB of 105 MB, 11 %`. */
export function comeOf({ sent, mark: { size } }: Upload): string {
  return `${inBytes(sent)} of ${inBytes(size)}, ${Math.floor((100 * sent) / Math.max(size, 1))} %`
}

/** Whether the same file, sent again in the same way, may be taken. */
export function mayGoBetter({ error }: Upload): boolean {
  return !(error instanceof UploadError) || error.status !== 422
}

/** What to tell about an upload that failed. */
export function faultOf({ error, mark: { size } }: Upload): string {
  if (!(error instanceof UploadError) || error.code !== 'validation_failed') return sentenceFor(error)
  const fields = new Set(error.errors.map(({ path }) => path))
  if (fields.has('/filename')) return 'The name of the file is too long.'
  if (size === 0) return 'The file is empty.'
  return fields.has('/size') ? 'The file is too large for this purpose.' : 'Files of this kind are not taken for this purpose.'
}
