import * as z from 'zod'
import { collection, date, objectId } from '../../shared/store/collection.ts'
import { countNames } from '../../shared/subjects.ts'

/** What statistics count: acts on subjects, what their owners gained and published, and who came to the site. */
export const statisticNames = [
  ...countNames,
  'reposts',
  'articles',
  'posts',
  'followers_gained',
  'followers_lost',
  'sign_ups',
  'active_users',
] as const
export type StatisticName = (typeof statisticNames)[number]

/** Sums by name; what is missing is zero. */
const Sums = z.partialRecord(z.enum(statisticNames), z.int())
export type Sums = z.output<typeof Sums>

/**
 * One UTC day of something, with the same sums for each quarter of an hour in which something happened: every time
 * zone's days and hours begin on a quarter. Quarters are numbered from 0 to 95. After 90 days all of them become one.
 */
const dayOf = {
  day: date,
  counts: Sums,
  quarters: z.record(z.string(), Sums),
  is_folded: z.boolean(),
}

const unfolded = { is_folded: false }

/** `_id`: `site/2026-01-31`, `users/<id>/2026-01-31` or `<subject type>/<id>/2026-01-31`, so that a key's days are one range. */
export const DailyCounts = collection(
  'daily_counts',
  {
    _id: z.string(),
    ...dayOf,
    /** Only of a subject's day: its key, `<subject type>/<id>`, and whose it is. */
    subject: z.string().optional(),
    owner_id: objectId.optional(),
  },
  {
    indexes: [
      {
        key: { owner_id: 1, day: 1 },
        partial: { owner_id: { $exists: true } },
        serves: 'get-my-analytics: top subjects',
      },
      { key: { day: 1, _id: 1 }, partial: unfolded, serves: 'fold-statistics; rank-trends: what happened of late' },
    ],
    shard_key: { _id: 1 },
  },
)

/** Where a subject's viewers came from on one day. `_id`: `<subject type>/<id>/2026-01-31/<source>`. */
export const DailyReferrers = collection(
  'daily_referrers',
  { _id: z.string(), source: z.string(), ...dayOf },
  { indexes: [{ key: { day: 1, _id: 1 }, partial: unfolded, serves: 'fold-statistics' }], shard_key: { _id: 1 } },
)

/** Recounts of everything. */
export const Recomputations = collection('recomputations', {
  _id: objectId,
  started_at: date,
  finished_at: date.nullable(),
  /** Documents whose counts were compared with a recount. */
  rows_checked: z.int(),
  drift_found: z.int(),
  drift_repaired: z.int(),
  duration_ms: z.int(),
  /** Where an unfinished one goes on: in which collection, and behind which id. */
  position: z.object({ pass: z.string(), after: objectId.nullable() }).nullable(),
})
