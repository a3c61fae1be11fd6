import { type Document, ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import type { CountName } from '../../shared/subjects.ts'
import { DailyCounts } from './model.ts'
import { dayOf, quarterMs } from './quarters.ts'

/** How much acts of each kind say about a thing. */
type Weights = Readonly<Partial<Record<CountName, number>>>

interface Engaged {
  readonly id: ObjectId
  readonly owner_id: ObjectId
  readonly score: number
}

interface Asked {
  readonly now: Date
  readonly weights: Weights
  readonly half_life_hours: number
  /** Acts that are older count for nothing. */
  readonly window_hours: number
  readonly limit: number
}

/**
 * The things of one type that most was done to of late, the first the most. Each act fades by half in a half-life; of each
 * kind of act the logarithm counts, so that the tenth says as much as the first three and nobody's hundred comments make
 * a thing the talk of the town. (Exponential decay by the age of each act: Cormode et al., Forward Decay, ICDE 2009. The
 * logarithm: Reddit's hot ranking, as described by Salihefendic, 2010.)
 *
 * What is read is what was counted on the days that the window touches, one small document for each thing and day, and none
 * for things that were only looked at.
 */
export async function recentEngagement(db: Db, type: string, asked: Asked): Promise<Engaged[]> {
  const { now, weights, window_hours, limit } = asked
  const names = Object.keys(weights) as CountName[]
  const from = new Date(now.getTime() - window_hours * 3_600_000)
  const found = await db.aggregate<{ _id: string; owner_id: ObjectId; score: number }>(DailyCounts, [
    // A slash sorts right before a zero.
    { $match: { day: { $gte: dayOf(from) }, is_folded: false, subject: { $gte: `${type}/`, $lt: `${type}0` } } },
    { $match: { $or: names.map((name) => ({ [`counts.${name}`]: { $gt: 0 } })) } },
    { $project: { subject: 1, owner_id: 1, ...fieldsOf(names, (name) => faded(name, asked, from)) } },
    { $group: { _id: '$subject', owner_id: { $first: '$owner_id' }, ...fieldsOf(names, (name) => ({ $sum: `$${name}` })) } },
    { $project: { owner_id: 1, score: { $add: names.map((name) => dampened(name, weights[name] ?? 0)) } } },
    { $match: { score: { $gt: 0 } } },
    { $sort: { score: -1, _id: -1 } },
    { $limit: limit },
  ])
  return found.map(({ _id, owner_id, score }) => ({ id: new ObjectId(_id.slice(type.length + 1)), owner_id, score }))
}

function faded(name: CountName, { now, half_life_hours }: Asked, from: Date): Document {
  const start = { $add: ['$day', { $multiply: [{ $toInt: '$$quarter.k' }, quarterMs] }] }
  const halfLives = { $divide: [{ $subtract: [now, start] }, half_life_hours * 3_600_000] }
  const acts = { $ifNull: [`$$quarter.v.${name}`, 0] }
  const left = { $cond: [{ $gte: [start, from] }, { $multiply: [acts, { $pow: [0.5, halfLives] }] }, 0] }
  return { $sum: { $map: { input: { $objectToArray: '$quarters' }, as: 'quarter', in: left } } }
}

function dampened(name: CountName, weight: number): Document {
  return { $multiply: [weight, { $log: [{ $add: [1, { $max: [0, `$${name}`] }] }, 2] }] }
}

function fieldsOf(names: readonly CountName[], of: (name: CountName) => Document): Document {
  return Object.fromEntries(names.map((name) => [name, of(name)]))
}
