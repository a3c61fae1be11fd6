import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ObjectId } from 'mongodb'
import { deleteObjects, fetchObject, ObjectReplaced, storeObject } from '../../shared/media/storage.ts'
import { describeError, logger } from '../../shared/runtime/logger.ts'
import { eachUpload, type Upload } from '../../shared/runtime/uploads.ts'
import type { Db } from '../../shared/store/database.ts'
import { mediaChanged, mediaFreed, mediaVisibilityChanged, processUpload } from './contract.ts'
import { Media, type MediaDocument, mediumOf } from './model.ts'
import type { Processed } from './outputs.ts'
import { processFile } from './process-file.ts'
import { Rejection } from './rejection.ts'
import { clearStrayFiles } from './stored-files.ts'

/**
 * Makes a medium of an upload, or rejects it. Only the first upload under a key counts, so that a form used again changes
 * nothing. Nothing is left in quarantine.
 */
export const handler = eachUpload(processUpload, async ({ upload, db, isLastTry }) => {
  const medium = await claim(db, upload)
  if (medium) {
    try {
      // Whatever stopped the tries before, be it a decoder that hangs, would stop this one.
      if (isLastTry) throw new Rejection('processing_failed')
      await make(db, medium, upload)
    } catch (error) {
      await reject(db, medium, asRejection(error))
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
    const path = join(directory, 'file')
    await fetchObject(upload, path)
    const { hash, ...processed } = await processFile(path, medium)
    await publish(db, medium, upload, { hash, processed })
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

interface Made {
  readonly hash: string
  readonly processed: Processed
}

/** Names the files, stores them, then shows them: at every moment what is stored is known, so that it can be deleted. */
async function publish(db: Db, medium: MediaDocument, { size }: Upload, { hash, processed }: Made): Promise<void> {
  const { _id, owner_id, visibility } = medium
  const { outputs, ...found } = processed
  const folder = medium.folder ?? `${visibility}/${_id.toHexString()}/${hash}`
  const files = outputs.map(({ role, name, content_type, width, height }) => ({ role, name, content_type, width, height }))
  if (!(await db.update(Media, inProcessing(medium), { folder, files }))) return
  for (const { name, content_type, content } of outputs) await storeObject(`${folder}/${name}`, content_type, content)
  const changed = [mediaChanged({ media_id: _id, owner_id }), mediaVisibilityChanged({ media_id: _id })]
  const emit = size < medium.size ? [...changed, mediaFreed({ media_id: _id, owner_id })] : changed
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

function asRejection(error: unknown): Rejection {
  if (error instanceof Rejection) return error
  if (error instanceof ObjectReplaced) return new Rejection('replaced_meanwhile', { cause: error })
  throw error
}
