import type { Db } from '../../shared/store/database.ts'
import { type Baseline, noBaseline, withHour, withSilence } from './bursts.ts'
import { hashtagUses } from './hashtag-uses.ts'
import { HashtagBaselines, TrendProgress } from './model.ts'

export const hourMs = 3_600_000

const progressId = 'hashtags'
// What a stopped schedule has missed is learnt again, but for what would hardly weigh any more.
const mostHours = 48

/** Adds every hour that is over at `until` to the baselines, each once and in order; what breaks off is gone on with. */
export async function learnHours(db: Db, until: Date): Promise<void> {
  const end = startOfHour(until)
  const progress = await db.get(TrendProgress, progressId)
  const earliest = end.getTime() - mostHours * hourMs
  for (let hour = Math.max(earliest, progress?.hour.getTime() ?? 0); hour < end.getTime(); hour += hourMs) {
    await learnHour(db, new Date(hour))
    await db.update(TrendProgress, progressId, { hour: new Date(hour + hourMs) }, { upsert: true })
  }
}

async function learnHour(db: Db, hour: Date): Promise<void> {
  const uses = await hashtagUses(db, { from: hour, to: new Date(hour.getTime() + hourMs) })
  const names = [...uses.keys()]
  // A run that broke off may have learnt some of this hour.
  const learnt = await db.find(HashtagBaselines, { _id: { $in: names }, hour: { $gte: hour } }, { fields: { _id: 1 } })
  const done = new Set(learnt.map(({ _id }) => _id))
  const before = await baselinesAt(db, names, hour)
  await db.bulk(
    HashtagBaselines,
    Array.from(uses)
      .filter(([name]) => !done.has(name))
      .map(([name, people]) => {
        const next = withHour(before(name), people)
        return { updateOne: { filter: { _id: name }, update: { $set: { ...next, hour } }, upsert: true } }
      }),
  )
}

/** How much each of these hashtags was used in an hour before `hour`, the hours counted in which nobody used it. */
export async function baselinesAt(db: Db, names: readonly string[], hour: Date): Promise<(name: string) => Baseline> {
  const known = await db.find(HashtagBaselines, { _id: { $in: [...names] } })
  const baselines = new Map(
    known.map(({ _id, mean, variance, hour: last }) => {
      const silent = Math.round((hour.getTime() - last.getTime()) / hourMs) - 1
      return [_id, withSilence({ mean, variance }, silent)]
    }),
  )
  return (name) => baselines.get(name) ?? noBaseline
}

export function startOfHour(at: Date): Date {
  return new Date(Math.floor(at.getTime() / hourMs) * hourMs)
}
