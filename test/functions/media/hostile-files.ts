import { hostileDocuments } from './hostile-documents.ts'
import { hostilePictures } from './hostile-pictures.ts'
import { hostileRecordings } from './hostile-recordings.ts'
import type { Bytes } from './pictures.ts'

interface HostileFile {
  readonly what: string
  readonly content_type: string
  readonly bytes: Bytes
  readonly reason: string
}

/** Files that are not what they say, or more than they say, each with why it is refused. */
export async function hostileFiles(): Promise<HostileFile[]> {
  const all = await Promise.all([hostilePictures(), hostileRecordings(), hostileDocuments()])
  return all.flat().map(([what, content_type, bytes, reason]) => ({ what, content_type, bytes, reason }))
}
