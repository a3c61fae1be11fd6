import type { UploadedPart } from './wire.ts'

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
