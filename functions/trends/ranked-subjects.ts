import { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import type { Subject } from '../../shared/subjects.ts'
import { recentEngagement } from '../analytics/public.ts'
import { diversified, type Scored } from './diversity.ts'
import type { Kind } from './kind.ts'
import { mostRanked } from './model.ts'

export const halfLifeHours = 12

const windowHours = 72

/** What it takes to say something weighs more than what a tap does; who only looks says nothing. */
const weights = { likes: 1, bookmarks: 1, comments: 2, shares: 2, reposts: 2 } as const

/** Things that are ranked although nobody may have done anything to them yet. */
type Newcomers = (db: Db, now: Date) => Promise<Scored[]>

/** Ranks things of one type by what people did to them of late: those that everyone may see, none of the authors alone on top. */
export function rankSubjects(subject: Subject, newcomers?: Newcomers): Kind['rank'] {
  return async (db, now) => {
    // Twice as many as are kept, because some may be gone, or all by one author.
    const asked = { now, weights, half_life_hours: halfLifeHours, window_hours: windowHours, limit: 2 * mostRanked }
    const engaged = await recentEngagement(db, subject.type, asked)
    const known = engaged.map(({ id, owner_id, score }) => ({ key: id.toHexString(), owner: owner_id.toHexString(), score }))
    const candidates = summed([...known, ...((await newcomers?.(db, now)) ?? [])])
    const seenByAll = await subject.load(db, candidates.map(({ key }) => new ObjectId(key)), undefined)
    return diversified(candidates.filter(({ key }) => seenByAll.has(key)))
  }
}

/** Each thing once, with the sum of its scores. */
function summed(things: readonly Scored[]): Scored[] {
  const sums = new Map<string, Scored>()
  for (const thing of things) sums.set(thing.key, { ...thing, score: thing.score + (sums.get(thing.key)?.score ?? 0) })
  return [...sums.values()]
}
