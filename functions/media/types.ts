/** What a file is, as clients tell it apart. */
export const mediaTypes = ['image', 'video', 'gif', 'audio', 'document'] as const
export type MediaType = (typeof mediaTypes)[number]

/** What the first bytes of a file can tell. */
export type Format =
  | 'jpeg' | 'png' | 'webp' | 'avif' | 'heic' | 'gif' | 'isobmff' | 'webm' | 'mp3' | 'ogg' | 'wav' | 'pdf' | 'text'

interface Accepted {
  readonly type: MediaType
  readonly format: Format
}

/** The content types that may be uploaded, with the format that their bytes must have. */
export const acceptedTypes = {
  'image/jpeg': { type: 'image', format: 'jpeg' },
  'image/png': { type: 'image', format: 'png' },
  'image/apng': { type: 'gif', format: 'png' },
  'image/webp': { type: 'image', format: 'webp' },
  'image/avif': { type: 'image', format: 'avif' },
  'image/heic': { type: 'image', format: 'heic' },
  'image/heif': { type: 'image', format: 'heic' },
  'image/gif': { type: 'gif', format: 'gif' },
  'video/mp4': { type: 'video', format: 'isobmff' },
  'video/quicktime': { type: 'video', format: 'isobmff' },
  'video/webm': { type: 'video', format: 'webm' },
  'audio/mpeg': { type: 'audio', format: 'mp3' },
  'audio/mp4': { type: 'audio', format: 'isobmff' },
  'audio/x-m4a': { type: 'audio', format: 'isobmff' },
  'audio/ogg': { type: 'audio', format: 'ogg' },
  'audio/wav': { type: 'audio', format: 'wav' },
  'audio/x-wav': { type: 'audio', format: 'wav' },
  'application/pdf': { type: 'document', format: 'pdf' },
  'text/plain': { type: 'document', format: 'text' },
  'text/markdown': { type: 'document', format: 'text' },
  'text/csv': { type: 'document', format: 'text' },
  'text/vtt': { type: 'document', format: 'text' },
} as const satisfies Readonly<Record<string, Accepted>>

export type ContentType = keyof typeof acceptedTypes
export const contentTypes = Object.keys(acceptedTypes) as [ContentType, ...ContentType[]]

/** What media are uploaded for. It limits what may come, and sets the widths of variants; it binds no later use. */
export const purposes = ['article', 'post', 'comment', 'avatar', 'image', 'message', 'course'] as const
export type Purpose = (typeof purposes)[number]

const megabyte = 1_000_000

const largest: Readonly<Record<MediaType, number>> = {
  image: 50 * megabyte,
  gif: 50 * megabyte,
  video: 500 * megabyte,
  audio: 200 * megabyte,
  document: 50 * megabyte,
}

const largestAvatar = 10 * megabyte

/** The most bytes that a file of this type may have for this purpose; zero where the type does not fit it. */
export function largestSize(purpose: Purpose, type: MediaType): number {
  if (purpose !== 'avatar' && purpose !== 'image') return largest[type]
  if (type !== 'image' && type !== 'gif') return 0
  return purpose === 'avatar' ? largestAvatar : largest[type]
}

/** The widest thumbnail of a video, in pixels. */
export const thumbnailWidth = 640

/** Who is asked for frames of videos: a service that decodes them, or nobody, so that what the file brings must do. */
export const videoFrameProviders = ['mediaconvert', 'embedded'] as const

/** Why an upload was refused. */
export const rejectionReasons = [
  'empty_file',
  'too_large',
  'type_mismatch',
  'unsupported_type',
  'polyglot',
  'too_many_pixels',
  'too_many_frames',
  'unreadable',
  'no_video_track',
  'no_audio_track',
  'invalid_text',
  'invalid_captions',
  'replaced_meanwhile',
  'processing_timeout',
  'processing_failed',
] as const
export type RejectionReason = (typeof rejectionReasons)[number]
