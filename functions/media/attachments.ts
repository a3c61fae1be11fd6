import { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { mediaVisibilityChanged } from './contract.ts'
import { Media, MediaUses, type Use } from './model.ts'
import type { MediaType } from './types.ts'

interface Attaching {
  readonly owner_id: ObjectId
  /** What may be attached there. */
  readonly types: readonly MediaType[]
  /** Only what everyone may see: where it is shown by a lasting address. */
  readonly only_public?: boolean
  /** What carries them is not for everyone: nor are they from then on. */
  readonly makes_private?: boolean
}

interface Change extends Attaching {
  readonly before: readonly ObjectId[]
  readonly ids: readonly ObjectId[]
  /** What was carried before stays attached as well, until the subject is gone. */
  readonly keeps_before?: boolean
  readonly now: Date
}

/**
 * Makes `ids` the media that a subject carries, in place of `before`, within the caller's transaction: each must be the
 * owner's own and of a fitting type, ready or not. Answers false where one is not; then the transaction must not commit.
 * A medium counts what carries it, so that attaching it and deleting it cannot both commit.
 */
export async function attachMedia(
  db: Db,
  use: Use,
  { before, ids, keeps_before = false, now, ...rules }: Change,
): Promise<boolean> {
  const kept = hexes(ids)
  const had = hexes(before)
  if (!keeps_before) await detachMedia(db, use, before.filter((id) => !kept.has(id.toHexString())), now)
  for (const [hex, media_id] of kept) {
    if (had.has(hex)) continue
    if (!(await attachOne(db, use, media_id, rules))) return false
  }
  return true
}

async function attachOne(db: Db, use: Use, media_id: ObjectId, rules: Attaching): Promise<boolean> {
  const { owner_id, types, only_public, makes_private } = rules
  const fitting = { _id: media_id, owner_id, type: { $in: [...types] }, ...(only_public && { visibility: 'public' as const }) }
  const carried = await db.get(MediaUses, { media_id, ...use })
  const change = { $inc: { uses: carried ? 0 : 1 }, $set: { unused_since: null, ...(makes_private && { visibility: 'private' as const }) } }
  const attached = await db.update(Media, fitting, change, { emit: makes_private ? [mediaVisibilityChanged({ media_id })] : [] })
  if (!attached) return false
  if (!carried) await db.insert(MediaUses, { _id: new ObjectId(), media_id, ...use })
  return true
}

/** Takes media off a subject, within the caller's transaction. Those that nothing else carries are deleted a day later. */
export async function detachMedia(db: Db, use: Use, ids: readonly ObjectId[], now: Date): Promise<void> {
  for (const media_id of ids) {
    const removed = await db.remove(MediaUses, { media_id, subject_type: use.subject_type, subject_id: use.subject_id })
    if (removed) await db.update(Media, media_id, oneUseLess(now))
  }
}

function oneUseLess(now: Date) {
  return [
    { $set: { uses: { $subtract: ['$uses', 1] } } },
    { $set: { unused_since: { $cond: [{ $lte: ['$uses', 0] }, now, '$unused_since'] } } },
  ]
}

function hexes(ids: readonly ObjectId[]): Map<string, ObjectId> {
  return new Map(ids.map((id) => [id.toHexString(), id]))
}
