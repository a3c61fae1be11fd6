import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { Mutes } from './model.ts'

/** The filter for mutes that have not run out: the database removes those that have up to a minute late. */
export function inForce(now: Date) {
  return { $or: [{ expires_at: null }, { expires_at: { $gt: now } }] }
}

/** Those of `ids` whom someone mutes, in hex. */
export async function mutedBy(db: Db, muter_id: ObjectId, ids: readonly ObjectId[], now: Date): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const mutes = await db.find(Mutes, { muter_id, muted_id: { $in: [...ids] }, ...inForce(now) }, { fields: { muted_id: 1 } })
  return new Set(mutes.map(({ muted_id }) => muted_id.toHexString()))
}

/** Those of `ids` who mute someone, in hex. */
export async function mutersOf(db: Db, muted_id: ObjectId, ids: readonly ObjectId[], now: Date): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const mutes = await db.find(Mutes, { muted_id, muter_id: { $in: [...ids] }, ...inForce(now) }, { fields: { muter_id: 1 } })
  return new Set(mutes.map(({ muter_id }) => muter_id.toHexString()))
}
