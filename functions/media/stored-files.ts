import type { ObjectId } from 'mongodb'
import { quarantine } from '../../shared/media/addresses.ts'
import { deleteObjects, keysUnder } from '../../shared/media/storage.ts'
import type { Db } from '../../shared/store/database.ts'
import { foldersOf, Media, MediaDeletions } from './model.ts'

const servedFrom = ['public/', 'private/']

/** Deletes whatever is stored of a medium that is gone, and returns the keys that it had. Throws when something stays. */
export async function eraseFiles(id: ObjectId): Promise<string[]> {
  const keys = await keysOfMedium(id, [quarantine, ...servedFrom])
  await deleteObjects(keys)
  const left = await keysOfMedium(id, [quarantine, ...servedFrom])
  if (left.length > 0) throw new Error(`${left.length} files of ${id.toHexString()} came while they were deleted`)
  return keys
}

/**
 * Deletes what is stored of a medium beside the files that it has: what was left behind by a move, by processing that was
 * interrupted, or by either after the medium was deleted. Safe beside any of them: what is listed before the medium is read
 * and is in none of its folders by then never becomes its own.
 */
export async function clearStrayFiles(db: Db, id: ObjectId): Promise<void> {
  const stored = await keysOfMedium(id, servedFrom)
  const medium = await db.get(Media, id)
  if (!medium) return eraseLate(db, id)
  const own = medium.status === 'rejected' ? [] : foldersOf(medium)
  await deleteObjects(stored.filter((key) => !own.some((folder) => key.startsWith(`${folder}/`))))
}

async function eraseLate(db: Db, id: ObjectId): Promise<void> {
  const keys = await eraseFiles(id)
  if (keys.length > 0) await db.update(MediaDeletions, id, { $addToSet: { keys: { $each: keys } } })
}

async function keysOfMedium(id: ObjectId, prefixes: readonly string[]): Promise<string[]> {
  return (await Promise.all(prefixes.map((prefix) => keysUnder(`${prefix}${id.toHexString()}/`)))).flat()
}
