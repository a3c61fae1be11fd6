import type { Db } from '../../shared/store/database.ts'
import { duplicateFields } from '../../shared/store/faults.ts'
import { pagesOf } from './channels.ts'
import { Sendings } from './model.ts'

// Longer than an invocation lives, so that a claim which has run out is of one that died.
const claimMs = 120_000

/**
 * Runs `send` once for a key, however often and wherever it is asked for, since mail and push services know of no such key
 * themselves. A claim is written before and a note after. What `send` throws sets the claim free. Who dies in between is
 * taken over from after two minutes: then, and only then, something goes out twice if the death came between the service's
 * answer and the note. Throws while someone else is at it, to be asked again.
 */
export async function sendOnce(db: Db, key: string, now: Date, send: () => Promise<void>): Promise<void> {
  const state = await claim(db, key, now)
  if (state === 'sent') return
  if (state === 'claimed by another') throw new Error(`${key.split(':')[0]} is being sent by another invocation`)
  try {
    await send()
  } catch (error) {
    await db.update(Sendings, key, { claimed_until: now })
    throw error
  }
  await db.update(Sendings, key, { sent_at: now })
}

async function claim(db: Db, _id: string, now: Date): Promise<'claimed' | 'claimed by another' | 'sent'> {
  const free = { _id, sent_at: null, claimed_until: { $lte: now } }
  try {
    await db.update(Sendings, free, { claimed_until: new Date(now.getTime() + claimMs) }, { upsert: true })
    return 'claimed'
  } catch (error) {
    if (!duplicateFields(error)) throw error
  }
  const known = await db.get(Sendings, _id)
  return known?.sent_at ? 'sent' : 'claimed by another'
}

/** Waits for all of these, then throws the first fault among them. */
export async function settleAll(work: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(work)
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
}

// What is sent was read no longer ago than the others of its group take.
const groupSize = 10

/** Goes through `items` group by group. All are tried, then the first fault is thrown. */
export async function inGroups<Item>(items: readonly Item[], work: (group: Item[]) => Promise<void>): Promise<void> {
  const done: Promise<void>[] = []
  for (const group of pagesOf(items, groupSize)) {
    done.push(work(group))
    await Promise.allSettled(done)
  }
  await settleAll(done)
}
