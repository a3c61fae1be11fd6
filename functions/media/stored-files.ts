import type { ObjectId } from 'mongodb'
import { captures, quarantine } from '../../shared/media/addresses.ts'
import { deleteObjects, keysUnder } from '../../shared/media/storage.ts'
import type { Db } from '../../shared/store/database.ts'
import { foldersOf, keysOf, Media, MediaDeletions, type MediaDocument } from './model.ts'

const servedFrom = ['public/', 'private/']
const everywhere = [quarantine, captures, ...servedFrom]

/** Deletes whatever is stored of a medium that is gone, and returns the keys that it had. Throws when something stays. */
export async function eraseFiles(id: ObjectId): Promise<string[]> {
  const keys = await keysOfMedium(id, everywhere)
  await deleteObjects(keys)
  const left = await keysOfMedium(id, everywhere)
  if (left.length > 0) throw new Error(`${left.length} files of ${id.toHexString()} came while they were deleted`)
  return keys
}

/**
 * Deletes what is stored of a medium beside the files that it has: what was left behind by a move, by processing that was
 * interrupted, or by either after the medium was deleted, and the thumbnail that a video had before its frame. Safe beside
 * any of them: what is listed before the medium is read and is not its own by then never becomes so.
 */
export async function clearStrayFiles(db: Db, id: ObjectId): Promise<void> {
  const stored = await keysOfMedium(id, servedFrom)
  const medium = await db.get(Media, id)
  if (!medium) return eraseLate(db, id)
  const isOwn = ownershipOf(medium)
  await deleteObjects(stored.filter((key) => !isOwn(key)))
}

// A video's frame may be stored that is not yet among its files. Once one is, its files are the same for good.
function ownershipOf(medium: MediaDocument): (key: string) => boolean {
  if (medium.status === 'rejected') return () => false
  if (medium.thumbnail_source === 'frame') {
    const keys = new Set(keysOf(medium))
    return (key) => keys.has(key)
  }
  const folders = foldersOf(medium)
  return (key) => folders.some((folder) => key.startsWith(`${folder}/`))
}

async function eraseLate(db: Db, id: ObjectId): Promise<void> {
  const keys = await eraseFiles(id)
  if (keys.length > 0) await db.update(MediaDeletions, id, { $addToSet: { keys: { $each: keys } } })
}

async function keysOfMedium(id: ObjectId, prefixes: readonly string[]): Promise<string[]> {
  return (await Promise.all(prefixes.map((prefix) => keysUnder(`${prefix}${id.toHexString()}/`)))).flat()
}
