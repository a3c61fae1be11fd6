import type { ObjectId } from 'mongodb'
import { copyObject } from '../../shared/media/storage.ts'
import { eachEvent } from '../../shared/runtime/worker.ts'
import type { Db } from '../../shared/store/database.ts'
import { mediaChanged, moveMedia, videoFrameWanted } from './contract.ts'
import { videoWithoutFrame } from './frame-order.ts'
import { Media, type MediaDocument } from './model.ts'
import { clearStrayFiles } from './stored-files.ts'

/**
 * Moves a medium's files to where its visibility wants them. Every attempt has a folder of its own, which is written down
 * before anything is copied there: attempts at the same time never touch each other's files, only the last one to begin can
 * end, and an address that ended never serves again. One that cannot end has nothing to do: whoever began later, or changed
 * the visibility, sees to it. Whatever a crash leaves behind goes when the event comes again.
 */
export const handler = eachEvent(moveMedia, async ({ event: { data }, db, newId }) => {
  const medium = await db.get(Media, data.media_id)
  if (medium?.status === 'ready') await place(db, medium, newId())
  await clearStrayFiles(db, data.media_id)
})

async function place(db: Db, medium: MediaDocument, attempt: ObjectId): Promise<void> {
  const { _id, folder, visibility, moving_to } = medium
  if (folder === null) return
  if (!folder.startsWith(`${visibility}/`)) {
    await move(db, { ...medium, folder }, `${visibility}/${_id.toHexString()}/${attempt.toHexString()}`)
  } else if (moving_to !== null) {
    // A move that is no longer wanted must not end.
    await db.update(Media, { _id, moving_to }, { moving_to: null })
  }
}

async function move(db: Db, medium: MediaDocument & { folder: string }, to: string): Promise<void> {
  const { _id, owner_id, folder, visibility } = medium
  const moving = await db.update(Media, { _id, folder, visibility }, { moving_to: to })
  if (!moving) return
  // Files that it got since it was read are among them, and it gets none while it is moved.
  await Promise.all(moving.files.map(({ name }) => copyObject(`${folder}/${name}`, `${to}/${name}`)))
  const changed = mediaChanged({ media_id: _id, owner_id })
  const emit = videoWithoutFrame(moving) ? [changed, videoFrameWanted({ media_id: _id })] : [changed]
  await db.update(Media, { _id, folder, visibility, moving_to: to }, { folder: to, moving_to: null }, { emit })
}
