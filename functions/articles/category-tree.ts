import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { Categories, CategoryTrees } from './model.ts'

/**
 * Makes this transaction the only one that changes the shape of the tree: two moves that are each fine, but a cycle
 * together, write to different categories, so that a snapshot alone would let both commit.
 */
export async function holdTree(db: Db): Promise<void> {
  await db.update(CategoryTrees, 'categories', { $inc: { changes: 1 } }, { upsert: true })
}

export async function exists(db: Db, id: ObjectId): Promise<boolean> {
  return (await db.get(Categories, id, { fields: { _id: 1 } })) !== null
}

/** Whether `id` is `root` or stands somewhere below it. */
export async function isWithin(db: Db, root: ObjectId, id: ObjectId): Promise<boolean> {
  for (let at: ObjectId | null | undefined = id; at; at = (await db.get(Categories, at, { fields: { parent_id: 1 } }))?.parent_id) {
    if (at.equals(root)) return true
  }
  return false
}
