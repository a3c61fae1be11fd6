import { copyObject, deleteObjects } from '../../shared/media/storage.ts'
import { eachEvent } from '../../shared/runtime/worker.ts'
import type { Db } from '../../shared/store/database.ts'
import { mediaChanged, moveMedia } from './contract.ts'
import { keysOf, Media, type MediaDocument } from './model.ts'

/**
 * Moves a medium's files to where its visibility wants them. Every move has a folder of its own, named by its event, so
 * that moves at the same time never touch each other's files, and an address that ended never serves again.
 */
export const handler = eachEvent(moveMedia, async ({ event: { id, data }, db }) => {
  const medium = await db.get(Media, data.media_id)
  if (medium?.status !== 'ready' || medium.folder === null) return
  const { folder } = medium
  if (!folder.startsWith(`${medium.visibility}/`)) await move(db, { ...medium, folder }, id)
  await clearLeft(db, medium)
})

async function move(db: Db, medium: MediaDocument & { folder: string }, eventId: string): Promise<void> {
  const { _id, owner_id, folder, visibility, files } = medium
  const to = `${visibility}/${_id.toHexString()}/${eventId}`
  await Promise.all(files.map(({ name }) => copyObject(`${folder}/${name}`, `${to}/${name}`)))
  const moved = await db.update(
    Media,
    { _id, folder, visibility },
    { $set: { folder: to }, $push: { left_folders: folder } },
    { emit: [mediaChanged({ media_id: _id, owner_id })] },
  )
  if (moved) return
  await deleteObjects(files.map(({ name }) => `${to}/${name}`))
  throw new Error('The medium was changed while it was moved')
}

async function clearLeft(db: Db, { _id }: MediaDocument): Promise<void> {
  const medium = await db.get(Media, _id)
  if (!medium || medium.left_folders.length === 0) return
  await deleteObjects(keysOf({ ...medium, folder: null }))
  await db.update(Media, _id, { $pull: { left_folders: { $in: medium.left_folders } } })
}
