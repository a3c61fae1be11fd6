import type { Db } from '../../shared/store/database.ts'
import { baselinesAt, hourMs, learnHours, startOfHour } from './baselines.ts'
import { significance } from './bursts.ts'
import { byScore } from './diversity.ts'
import { hashtagUses } from './hashtag-uses.ts'
import type { Entry } from './kind.ts'
import { mostRanked } from './model.ts'
import { latestRanking } from './rankings.ts'

// Nobody makes a trend alone.
const fewestPeople = 2

const halfLifeMs = 2 * hourMs
const shownSpanMs = 24 * hourMs

/**
 * Ranks hashtags by how much more people use them in this hour than they used to. What was found before fades by half in
 * two hours, so that a trend does not end with its first quiet minute; what nobody used within a day is none.
 */
export async function rankHashtags(db: Db, now: Date): Promise<Entry[]> {
  // The hour that is looked at is not among those that it is compared with.
  const from = new Date(now.getTime() - hourMs)
  await learnHours(db, from)
  const uses = await hashtagUses(db, { from, to: now })
  const baselineOf = await baselinesAt(db, [...uses.keys()], startOfHour(from))
  const bursts = Array.from(uses)
    .filter(([, people]) => people >= fewestPeople)
    .map(([key, people]) => ({ key, score: significance(people, baselineOf(key)) }))
    .filter(({ score }) => score > 0)
  const ranked = strongest([...bursts, ...(await faded(db, now))]).slice(0, mostRanked)

  const lately = await hashtagUses(db, { from: new Date(now.getTime() - shownSpanMs), to: now }, ranked.map(({ key }) => key))
  return ranked.map((entry) => ({ ...entry, people: lately.get(entry.key) ?? 0 })).filter(({ people }) => people >= fewestPeople)
}

/** What trended before, as much as is left of it. */
async function faded(db: Db, now: Date): Promise<Entry[]> {
  const before = await latestRanking(db, 'hashtags')
  const left = 0.5 ** ((now.getTime() - (before?.ranked_at ?? now).getTime()) / halfLifeMs)
  return (before?.entries ?? []).map(({ key, score }) => ({ key, score: score * left }))
}

/** Each once, with its highest score. */
function strongest(entries: readonly Entry[]): Entry[] {
  const best = new Map<string, Entry>()
  for (const entry of entries) if (entry.score > (best.get(entry.key)?.score ?? 0)) best.set(entry.key, entry)
  return Array.from(best.values()).toSorted(byScore)
}
