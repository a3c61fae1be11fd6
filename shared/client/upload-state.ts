import type { OpenUpload, UploadedPart } from './wire.ts'

/** What tells a file from another of the same name. */
export interface FileMark {
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** Milliseconds since 1970; null where the file does not say. */
  readonly last_modified: number | null
}

/** An upload that has begun, as plain JSON: kept by the caller, it lets the upload go on after a reload or a restart. */
export interface UploadState {
  readonly media_id: string
  readonly file: FileMark
  readonly parts: readonly UploadedPart[]
  /** Bytes of those parts. */
  readonly sent: number
}

/** What to keep of an upload of which these parts have come. */
export function stateOf(file: FileMark, { media, upload }: OpenUpload, parts: readonly UploadedPart[] = []): UploadState {
  const part_size = upload.method === 'MULTIPART' ? upload.part_size : 0
  const sizes = parts.map(({ part_number }) => Math.min(part_size, file.size - (part_number - 1) * part_size))
  return { media_id: media.id, file, parts, sent: sizes.reduce((sum, size) => sum + size, 0) }
}

/** The mark of a file. A `Blob` has no name of its own. */
export function markOf(file: Blob, filename?: string): FileMark {
  const { name, lastModified } = file as Partial<File>
  return { name: filename ?? name ?? 'file', size: file.size, last_modified: lastModified ?? null }
}

/** Whether two marks are of one file. */
export function isSameFile(one: FileMark, other: FileMark): boolean {
  return one.name === other.name && one.size === other.size && one.last_modified === other.last_modified
}
