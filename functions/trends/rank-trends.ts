import type { ObjectId } from 'mongodb'
import { schedule } from '../../shared/runtime/schedule.ts'
import type { Db } from '../../shared/store/database.ts'
import { rankTrends } from './contract.ts'
import { kinds } from './kinds.ts'
import { mostRanked, Rankings } from './model.ts'

// So long someone can read on from page to page.
const keptMs = 3_600_000

/** Ranks each kind anew. A ranking is one document, so that a run that breaks off leaves whole ones. */
export const handler = schedule(rankTrends, async ({ db, now, newId }) => {
  const ranked: Record<string, number> = {}
  for (const { kind, rank } of kinds) {
    const entries = (await rank(db, now)).slice(0, mostRanked).map(({ key, score, people }) => ({ key, score, people }))
    const _id = newId()
    await db.insert(Rankings, { _id, kind, ranked_at: now, entries })
    await removeOld(db, kind, { but: _id, before: new Date(now.getTime() - keptMs) })
    ranked[kind] = entries.length
  }
  return ranked
})

async function removeOld(db: Db, kind: string, { but, before }: { readonly but: ObjectId; readonly before: Date }): Promise<void> {
  await db.removeMany(Rankings, { kind, ranked_at: { $lt: before }, _id: { $ne: but } })
}
