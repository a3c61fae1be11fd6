import { setTimeout as pause } from 'node:timers/promises'
import { ObjectId } from 'mongodb'
import * as z from 'zod'
import { collection, date, objectId } from '../store/collection.ts'
import type { Db } from '../store/database.ts'
import { duplicateFields } from '../store/faults.ts'

/** Who does now what only one does at a time. */
export const Leases = collection('leases', { _id: z.string(), holder: objectId, until: date })

/** Takes the lease `id` unless another holds it, and says whether it did. It ends by itself after `seconds`. */
export async function takeLease(
  db: Db,
  id: string,
  holder: ObjectId,
  { now, seconds }: { readonly now: Date; readonly seconds: number },
): Promise<boolean> {
  const until = new Date(now.getTime() + seconds * 1000)
  try {
    return (await db.update(Leases, { _id: id, until: { $lte: now } }, { holder, until }, { upsert: true })) !== null
  } catch (error) {
    if (duplicateFields(error)) return false
    throw error
  }
}

/** Gives a lease back. */
export async function endLease(db: Db, id: string, holder: ObjectId): Promise<void> {
  await db.removeMany(Leases, { _id: id, holder })
}

const turnSeconds = 10
const longestPauseMs = 50

/**
 * Runs `work` once no other work of this name runs, or after 10 seconds at the latest. This spares conflicts and guards
 * nothing: `work` must come out right beside another.
 */
export async function inTurn<Result>(db: Db, id: string, work: () => Promise<Result>): Promise<Result> {
  const holder = new ObjectId()
  const patient = performance.now() + turnSeconds * 1000
  while (!(await takeLease(db, id, holder, { now: new Date(), seconds: turnSeconds })) && performance.now() < patient) {
    await pause(Math.random() * longestPauseMs)
  }
  try {
    return await work()
  } finally {
    await endLease(db, id, holder)
  }
}
