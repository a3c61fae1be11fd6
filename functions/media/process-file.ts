import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { type ByteSource, fileSource } from './byte-source.ts'
import type { MediaDocument } from './model.ts'
import type { Processed } from './outputs.ts'
import { endsAsArchive, isTwoThings, tailSize } from './polyglots.ts'
import { processDocument } from './process-document.ts'
import { processPicture } from './process-picture.ts'
import { processRecording } from './process-recording.ts'
import { Rejection } from './rejection.ts'
import { sniff } from './sniff.ts'
import { isPictureCutOff, isRecordingCutOff } from './truncation.ts'
import { acceptedTypes } from './types.ts'

const headSize = 4096

/**
 * Judges a file by its bytes and makes what is served of it, with a hash of what came. Pictures and documents are read
 * whole, videos and sounds are read as they are needed. Throws `Rejection`.
 */
export async function processFile(
  path: string,
  { content_type, purpose }: Pick<MediaDocument, 'content_type' | 'purpose'>,
): Promise<Processed & { readonly hash: string }> {
  await using source = await fileSource(path)
  const { type, format } = acceptedTypes[content_type]
  if (sniff(await source.read(0, headSize)) !== format) throw new Rejection('type_mismatch')
  if (endsAsArchive(await tailOf(source))) throw new Rejection('polyglot')
  const hash = await hashOf(path)
  if (type === 'video' || type === 'audio') {
    if (await isRecordingCutOff(format, source)) throw new Rejection('unreadable')
    return { hash, ...(await processRecording(path, content_type)) }
  }
  const bytes = await source.read(0, source.size)
  if (type === 'document') return { hash, ...processDocument(bytes, content_type) }
  if (isTwoThings(format, bytes)) throw new Rejection('polyglot')
  if (isPictureCutOff(format, bytes)) throw new Rejection('unreadable')
  return { hash, ...(await processPicture(bytes, format, purpose)) }
}

function tailOf({ size, read }: ByteSource): Promise<Buffer> {
  return read(Math.max(0, size - tailSize), size)
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex').slice(0, 32)
}
