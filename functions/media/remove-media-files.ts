import { abortParts } from '../../shared/media/receive-upload.ts'
import { deleteObjects } from '../../shared/media/storage.ts'
import { eachEvent } from '../../shared/runtime/worker.ts'
import { removeMediaFiles } from './contract.ts'
import { MediaDeletions } from './model.ts'

/** Removes the files of a deleted medium, then records it. Doing it again removes nothing more and records the same. */
export const handler = eachEvent(removeMediaFiles, async ({ event: { data }, db, now }) => {
  const { media_id: _id, owner_id, keys, upload_key, multipart_id } = data
  if (multipart_id !== null) await abortParts(upload_key, multipart_id)
  await deleteObjects(keys)
  await db.insertOnce(MediaDeletions, { _id }, { _id, owner_id, keys, removed_at: now })
})
