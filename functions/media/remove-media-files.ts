import { publicAddress } from '../../shared/media/addresses.ts'
import { abortParts } from '../../shared/media/receive-upload.ts'
import { eachEvent } from '../../shared/runtime/worker.ts'
import { removeMediaFiles } from './contract.ts'
import { MediaDeletions } from './model.ts'
import { eraseFiles } from './stored-files.ts'

/** Removes the files of a deleted medium, then records it. Doing it again removes nothing more and records the same. */
export const handler = eachEvent(removeMediaFiles, async ({ event: { data }, db, now }) => {
  const { media_id: _id, owner_id, upload_key, multipart_id } = data
  if (multipart_id !== null) await abortParts(upload_key, multipart_id)
  const keys = Array.from(new Set([...data.keys, ...(await eraseFiles(_id))])).toSorted()
  const addresses = keys.filter((key) => key.startsWith('public/')).map(publicAddress)
  await db.insertOnce(MediaDeletions, { _id }, { _id, owner_id, keys, addresses, multipart_id, removed_at: now })
})
