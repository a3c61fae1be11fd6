import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { Blocks, Follows } from './model.ts'

/** Those of `ids` who are on either side of a block with the viewer, in hex. One read, none for nobody. */
export async function hiddenUsers(db: Db, viewer: ObjectId | undefined, ids: readonly ObjectId[]): Promise<Set<string>> {
  const others = viewer ? ids.filter((id) => !id.equals(viewer)) : []
  if (!viewer || others.length === 0) return new Set()
  const barred = { follower_id: viewer, followee_id: { $in: others }, status: 'barred' as const }
  const bars = await db.find(Follows, barred, { fields: { followee_id: 1 } })
  return new Set(bars.map(({ followee_id }) => followee_id.toHexString()))
}

/** `items` without those of people on either side of a block with the viewer. One read, none for nobody. */
export async function withoutHidden<Item>(
  db: Db,
  viewer: ObjectId | undefined,
  items: readonly Item[],
  ownerOf: (item: Item) => ObjectId,
): Promise<Item[]> {
  const hidden = await hiddenUsers(db, viewer, items.map(ownerOf))
  return items.filter((item) => !hidden.has(ownerOf(item).toHexString()))
}

/** Which sides of a block these two are on, seen from the first. */
export async function blocksBetween(db: Db, one: ObjectId, other: ObjectId): Promise<{ blocking: boolean; blocked_by: boolean }> {
  const either = [
    { blocker_id: one, blocked_id: other },
    { blocker_id: other, blocked_id: one },
  ]
  const blocks = await db.find(Blocks, { $or: either }, { fields: { blocker_id: 1 } })
  return {
    blocking: blocks.some(({ blocker_id }) => blocker_id.equals(one)),
    blocked_by: blocks.some(({ blocker_id }) => blocker_id.equals(other)),
  }
}
