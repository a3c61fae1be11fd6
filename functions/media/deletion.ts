import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { mediaDeleted } from './contract.ts'
import { keysOf, Media, type MediaDocument } from './model.ts'

/**
 * Deletes a medium unless something carries it, and says whether it did. Its files follow by the event. What is written of
 * it meanwhile makes the write miss: the event names exactly the files that there are.
 */
export async function deleteUnused(db: Db, medium: MediaDocument): Promise<boolean> {
  const { _id, owner_id, upload, status, folder, moving_to, thumbnail_source } = medium
  const event = mediaDeleted({
    media_id: _id,
    owner_id,
    keys: [upload.key, ...keysOf(medium)],
    upload_key: upload.key,
    multipart_id: upload.multipart_id,
  })
  return (await db.remove(Media, { _id, uses: 0, status, folder, moving_to, thumbnail_source }, { emit: [event] })) !== null
}

const attempts = 5

/** The same for a medium by its id, read anew where it was changed meanwhile. */
export async function deleteIfUnused(db: Db, id: ObjectId): Promise<'deleted' | 'used' | 'gone'> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const medium = await db.get(Media, id)
    if (!medium) return 'gone'
    if (medium.uses > 0) return 'used'
    if (await deleteUnused(db, medium)) return 'deleted'
  }
  throw new Error(`${id.toHexString()} was changed every time it was to be deleted`)
}
