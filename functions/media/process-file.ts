import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { MediaDocument } from './model.ts'
import type { Processed } from './outputs.ts'
import { endsAsArchive, hidesBehind, isCutOff, tailSize } from './polyglots.ts'
import { processDocument } from './process-document.ts'
import { processPicture } from './process-picture.ts'
import { processRecording } from './process-recording.ts'
import { Rejection } from './rejection.ts'
import { sniff } from './sniff.ts'
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
  const { type, format } = acceptedTypes[content_type]
  const { head, tail } = await endsOf(path)
  const found = sniff(head)
  if (found !== format) throw new Rejection('type_mismatch')
  if (endsAsArchive(tail)) throw new Rejection('polyglot')
  const hash = await hashOf(path)
  if (type === 'video' || type === 'audio') return { hash, ...(await processRecording(path, content_type)) }

  const bytes = await readFile(path)
  if (type === 'document') return { hash, ...processDocument(bytes, content_type) }
  if (hidesBehind(format, bytes)) throw new Rejection('polyglot')
  if (isCutOff(format, bytes)) throw new Rejection('unreadable')
  return { hash, ...(await processPicture(bytes, format, purpose)) }
}

async function endsOf(path: string): Promise<{ head: Buffer; tail: Buffer }> {
  await using file = await open(path)
  const { size } = await file.stat()
  const read = async (position: number, length: number) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
    return buffer.subarray(0, bytesRead)
  }
  const tailStart = Math.max(0, size - tailSize)
  return { head: await read(0, Math.min(headSize, size)), tail: await read(tailStart, size - tailStart) }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex').slice(0, 32)
}
