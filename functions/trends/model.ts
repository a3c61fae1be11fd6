import * as z from 'zod'
import { collection, date, type DocumentOf, objectId } from '../../shared/store/collection.ts'

/** So many things of a kind are ranked. */
export const mostRanked = 500

/**
 * What trends, as it was found at one time: a list of at most 500 entries, the first first. It is written once and never
 * changed, so that whoever reads on from a page reads the list that the page came from.
 */
export const Rankings = collection(
  'rankings',
  {
    _id: objectId,
    kind: z.string(),
    ranked_at: date,
    /** `key`: an id in hex, or a name. `people`: how many are behind it, where that is shown. */
    entries: z.array(z.object({ key: z.string(), score: z.number(), people: z.int().optional() })).max(mostRanked),
  },
  { indexes: [{ key: { kind: 1, ranked_at: -1, _id: -1 }, serves: 'the latest of a kind; rank-trends: those that nobody reads any more' }] },
)

export type RankingDocument = DocumentOf<typeof Rankings>

/** How much hashtags are used in an hour, as a rule: mean and variance of the number of people, the latest hours the most. */
export const HashtagBaselines = collection(
  'hashtag_baselines',
  {
    _id: z.string(),
    mean: z.number(),
    variance: z.number(),
    /** The hour that was added last. */
    hour: date,
  },
  {
    indexes: [{ key: { hour: 1 }, expire_after_seconds: 30 * 24 * 3600, serves: 'expiry of what nobody has used for a month' }],
    shard_key: { _id: 'hashed' },
  },
)

/** Up to which hour the uses of hashtags are in their baselines. One document, `hashtags`. */
export const TrendProgress = collection('trend_progress', { _id: z.string(), hour: date })
