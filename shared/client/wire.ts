// What goes over the wire, spelt out: browsers load no schemas. Times are ISO 8601 in UTC.

/** What a file is uploaded for. */
export type Purpose = 'article' | 'post' | 'comment' | 'avatar' | 'image' | 'message' | 'course'

export type Visibility = 'public' | 'private'

/** A medium as the API answers it. */
export interface Medium {
  readonly id: string
  readonly filename: string
  readonly type: 'image' | 'video' | 'gif' | 'audio' | 'document'
  readonly content_type: string
  /** Bytes of the upload. */
  readonly size: number
  readonly status: 'awaiting_upload' | 'processing' | 'ready' | 'rejected'
  /** A stable code, of one that is rejected. */
  readonly rejection_reason: string | null
  readonly purpose: Purpose
  /** Null until it is ready. */
  readonly url: string | null
  readonly thumbnail_url: string | null
  readonly thumbnail_source: string | null
  readonly variants: readonly { readonly url: string; readonly width: number; readonly height: number; readonly content_type: string }[]
  readonly width: number | null
  readonly height: number | null
  /** Seconds. */
  readonly duration: number | null
  readonly blurhash: string | null
  readonly dominant_color: string | null
  readonly alt_text: string | null
  readonly visibility: Visibility
  readonly uploaded_by: string
  readonly uploaded_at: string
}

/** What announces a file. */
export interface Announcement {
  readonly filename: string
  readonly content_type: string
  readonly size: number
  readonly purpose: Purpose
  readonly visibility?: Visibility
  readonly alt_text?: string
}

export interface FormUpload {
  readonly method: 'POST'
  readonly url: string
  readonly fields: Readonly<Record<string, string>>
}

export interface PartsUpload {
  readonly method: 'MULTIPART'
  /** Bytes of every part but the last. */
  readonly part_size: number
  readonly parts: readonly { readonly part_number: number; readonly url: string }[]
}

export interface UploadedPart {
  readonly part_number: number
  readonly etag: string
}

/** A medium that waits for its file, the way to hand that over, and what has come of it before. */
export interface OpenUpload {
  readonly media: Medium
  readonly upload: FormUpload | PartsUpload
  readonly uploaded_parts?: readonly UploadedPart[]
}
