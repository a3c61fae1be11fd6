import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { Media, MediaUsage, type Taking } from './model.ts'

/** The most bytes that the uploads of one person may have together. What is made of them does not count. */
const quotaBytes = 10_000_000_000

/**
 * Takes room for an upload out of its owner's quota, and says whether there was enough. One write checks and takes, so that
 * of two that need the last of it one gets it. `aside` from a transaction, which callers at once would end for each other.
 */
export async function takeRoom(aside: Db, owner_id: ObjectId, taking: Taking): Promise<boolean> {
  const { size, at } = taking
  const take = () =>
    aside.update(MediaUsage, { _id: owner_id, bytes: { $lte: quotaBytes - size } }, { $inc: { bytes: size }, $push: { taking } })
  if (await take()) return true
  const first = { _id: owner_id, bytes: size, taking: [taking], counted_at: at }
  const { inserted } = await aside.insertOnce(MediaUsage, { _id: owner_id }, first)
  return inserted || (await take()) !== null
}

/** Says that what room was taken for is announced, and counted by that from now on. */
export async function endTaking(aside: Db, owner_id: ObjectId, media_id: ObjectId): Promise<void> {
  await aside.update(MediaUsage, owner_id, { $pull: { taking: { media_id } } })
}

const holding = ['awaiting_upload', 'processing', 'ready'] as const
// No call lasts as long: what was not announced by then never will be.
const longestCallMs = 60_000

/**
 * Counts again what someone's uploads have together, and says by how many bytes that differs from what was written down.
 * Runs in a transaction, which sees one moment, and runs again where room is taken meanwhile.
 */
export async function recountUsage(db: Db, owner_id: ObjectId, now: Date): Promise<number> {
  const usage = await db.get(MediaUsage, owner_id)
  if (!usage) return 0
  const taking = await stillTaking(db, usage.taking, now)
  const bytes = (await announcedBytes(db, owner_id)) + taking.reduce((sum, { size }) => sum + size, 0)
  await db.update(MediaUsage, owner_id, { bytes, taking, counted_at: now })
  return Math.abs(bytes - usage.bytes)
}

async function announcedBytes(db: Db, owner_id: ObjectId): Promise<number> {
  const [sum] = await db.aggregate<{ bytes: number }>(Media, [
    { $match: { owner_id, status: { $in: [...holding] } } },
    { $group: { _id: null, bytes: { $sum: '$size' } } },
  ])
  return sum?.bytes ?? 0
}

async function stillTaking(db: Db, taking: readonly Taking[], now: Date): Promise<Taking[]> {
  if (taking.length === 0) return []
  const announced = await db.find(Media, { _id: { $in: taking.map(({ media_id }) => media_id) } }, { fields: { _id: 1 } })
  const known = new Set(announced.map(({ _id }) => _id.toHexString()))
  return taking.filter(({ media_id, at }) => !known.has(media_id.toHexString()) && now.getTime() - at.getTime() < longestCallMs)
}
