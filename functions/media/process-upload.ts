import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { ObjectId } from 'mongodb'
import { signLink } from '../../shared/media/sign-link.ts'
import { deleteObjects, storeObject } from '../../shared/media/storage.ts'
import { describeError, logger } from '../../shared/runtime/logger.ts'
import { eachUpload, type Upload } from '../../shared/runtime/uploads.ts'
import type { Db } from '../../shared/store/database.ts'
import { mediaChanged, mediaFreed, mediaVisibilityChanged, processUpload, videoFrameWanted } from './contract.ts'
import type { Decoded } from './decoder.ts'
import { decodingBy } from './decoding.ts'
import { Media, type MediaDocument, mediumOf } from './model.ts'
import { Rejection } from './rejection.ts'
import { clearStrayFiles } from './stored-files.ts'
import { acceptedTypes } from './types.ts'

const decode = decodingBy(new URL(`decoder${extname(import.meta.url)}`, import.meta.url))

/**
 * Makes a medium of an upload, or rejects it. Only the first upload under a key counts, so that a form used again changes
 * nothing. Nothing is left in quarantine.
 */
export const handler = eachUpload(processUpload, async ({ upload, db, isLastTry }) => {
  const medium = await claim(db, upload)
  if (medium) {
    try {
      // Whatever stopped the tries before would stop this one.
      if (isLastTry) throw new Rejection('processing_failed')
      await make(db, medium, upload)
    } catch (error) {
      if (!(error instanceof Rejection)) throw error
      await reject(db, medium, error)
    }
  }
  await deleteObjects([upload.key])
})

async function claim(db: Db, { key, etag }: Upload): Promise<MediaDocument | null> {
  const hex = mediumOf(key)
  if (hex === undefined) return null
  const _id = new ObjectId(hex)
  const claimed = await db.update(
    Media,
    { _id, 'upload.key': key, $or: [{ status: 'awaiting_upload' }, { status: 'processing', 'upload.etag': etag }] },
    { $set: { status: 'processing', 'upload.etag': etag } },
  )
  if (!claimed) await clearStrayFiles(db, _id)
  return claimed
}

async function make(db: Db, medium: MediaDocument, upload: Upload): Promise<void> {
  if (upload.size === 0) throw new Rejection('empty_file')
  if (upload.size > medium.size) throw new Rejection('too_large')
  const directory = await mkdtemp(join(tmpdir(), 'upload-'))
  try {
    const { content_type, purpose } = medium
    const file = { url: await signLink(upload.key), size: upload.size, etag: upload.etag }
    await publish(db, medium, upload, await decode({ file, directory, content_type, purpose }, secondsFor(medium)))
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

// A file that is read as it is needed takes as long as reading it.
function secondsFor({ content_type, size }: Pick<MediaDocument, 'content_type' | 'size'>): number {
  const { type } = acceptedTypes[content_type]
  return type === 'video' || type === 'audio' ? 60 + size / 10_000_000 : 120
}

/** Names the files, stores them, then shows them: at every moment what is stored is known, so that it can be deleted. */
async function publish(db: Db, medium: MediaDocument, { size }: Upload, { hash, outputs, ...found }: Decoded): Promise<void> {
  const { _id, owner_id, visibility } = medium
  const folder = medium.folder ?? `${visibility}/${_id.toHexString()}/${hash}`
  const files = outputs.map(({ role, name, content_type, width, height }) => ({ role, name, content_type, width, height }))
  if (!(await db.update(Media, inProcessing(medium), { folder, files }))) return
  for (const { name, content_type, content } of outputs) await storeObject(`${folder}/${name}`, content_type, content.path)
  const emit = [
    mediaChanged({ media_id: _id, owner_id }),
    mediaVisibilityChanged({ media_id: _id }),
    ...(size < medium.size ? [mediaFreed({ media_id: _id, owner_id })] : []),
    ...(found.type === 'video' ? [videoFrameWanted({ media_id: _id })] : []),
  ]
  const shown = await db.update(Media, inProcessing(medium), { status: 'ready', size, ...found }, { emit })
  if (!shown) await clearStrayFiles(db, _id)
}

async function reject(db: Db, medium: MediaDocument, { reason, cause }: Rejection): Promise<void> {
  const { _id, owner_id } = medium
  logger.info('upload.rejected', { media_id: _id.toHexString(), reason, ...(cause !== undefined && { error: describeError(cause) }) })
  const change = { status: 'rejected' as const, rejection_reason: reason }
  const emit = [mediaChanged({ media_id: _id, owner_id }), mediaFreed({ media_id: _id, owner_id })]
  await db.update(Media, inProcessing(medium), change, { emit })
  await clearStrayFiles(db, _id)
}

function inProcessing({ _id, upload: { etag } }: MediaDocument) {
  return { _id, status: 'processing' as const, 'upload.etag': etag }
}
