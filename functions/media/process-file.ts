import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { ByteSource } from './byte-source.ts'
import type { MediaDocument } from './model.ts'
import type { Output, Processed } from './outputs.ts'
import { endsAsArchive, isTwoThings, tailSize } from './polyglots.ts'
import { processDocument } from './process-document.ts'
import { processPicture } from './process-picture.ts'
import { processRecording } from './process-recording.ts'
import { Rejection } from './rejection.ts'
import { sniff } from './sniff.ts'
import { isPictureCutOff, isRecordingCutOff } from './truncation.ts'
import { acceptedTypes } from './types.ts'

const headSize = 4096

/** A file that was taken, with a hash of what is served of it first. */
export interface Made extends Processed {
  readonly hash: string
}

/**
 * Judges a file by its bytes and makes what is served of it. Pictures and documents are read whole; videos and sounds are
 * read as they are needed, and written anew in `directory`. Throws `Rejection`.
 */
export async function processFile(
  source: ByteSource,
  directory: string,
  { content_type, purpose }: Pick<MediaDocument, 'content_type' | 'purpose'>,
): Promise<Made> {
  const { type, format } = acceptedTypes[content_type]
  if (sniff(await source.read(0, headSize)) !== format) throw new Rejection('type_mismatch')
  if (endsAsArchive(await source.read(Math.max(0, source.size - tailSize), source.size))) throw new Rejection('polyglot')
  if (type === 'video' || type === 'audio') {
    if (await isRecordingCutOff(format, source)) throw new Rejection('unreadable')
    return withHash(await processRecording(source.recording(), directory, content_type))
  }
  const bytes = await source.read(0, source.size)
  if (type === 'document') return withHash(processDocument(bytes, content_type))
  if (isTwoThings(format, bytes)) throw new Rejection('polyglot')
  if (isPictureCutOff(format, bytes)) throw new Rejection('unreadable')
  return withHash(await processPicture(bytes, format, purpose))
}

async function withHash(processed: Processed): Promise<Made> {
  const [original] = processed.outputs
  if (!original) throw new Error('Nothing was made of the file')
  return { ...processed, hash: await hashOf(original) }
}

async function hashOf({ content }: Output): Promise<string> {
  const hash = createHash('sha256')
  if ('path' in content) await pipeline(createReadStream(content.path), hash)
  else hash.update(content)
  return hash.digest('hex').slice(0, 32)
}
