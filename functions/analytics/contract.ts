import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { event } from '../../shared/contract/event.ts'
import { count, id, listQuery, page, text, time } from '../../shared/contract/fields.ts'
import { schedule, worker } from '../../shared/contract/worker.ts'
import { articleDeleted, articlePublished, articleRetagged, articleUnpublished } from '../articles/contract.ts'
import {
  bookmarkCreated,
  bookmarkRemoved,
  commentCreated,
  commentDeleted,
  likeCreated,
  likeRemoved,
  shareCreated,
  viewRecorded,
} from '../engagement/contract.ts'
import { followCreated, followRemoved } from '../graph/contract.ts'
import { userRegistered } from '../identity/contract.ts'
import { postDeleted, postPublished, repostCreated, repostRemoved } from '../posts/contract.ts'

/** The kinds of things that have statistics of their own and count into their owner's. */
export const measuredTypes = ['articles', 'posts'] as const

export const intervals = ['hour', 'day', 'week'] as const
export type Interval = (typeof intervals)[number]

export const mostBuckets = 1000

const timeZone = text(64)
  .refine(isTimeZone, 'must be the name of a time zone, such as Europe/Paris')
  .default('UTC')
  .meta({ override: { type: 'string', maxLength: 64, default: 'UTC', example: 'Europe/Paris' } })

const range = {
  from: time.optional().describe('Inclusive, to the quarter of an hour. Default: 30 days up to `to`.'),
  to: time.optional().describe('Exclusive, to the quarter of an hour. Default: now.'),
}

const interval = z
  .enum(intervals)
  .default('day')
  .describe('Hours are kept for 90 days. All that happened on an older day stands in the bucket that holds its noon in UTC.')

const statisticsQuery = z.strictObject({ ...range, interval, time_zone: timeZone })

const counts = {
  views_count: count,
  unique_views_count: count,
  likes_count: count,
  comments_count: count,
  shares_count: count,
  bookmarks_count: count,
}

const Series = z.array(z.object({ at: time, ...counts })).max(mostBuckets)

export const getSubjectAnalytics = endpoint({
  id: 'get-subject-analytics',
  method: 'GET',
  path: '/v1/{subject_type}/{subject_id}/analytics',
  summary: 'Statistics of something of one’s own',
  auth: 'user',
  params: { subject_type: z.enum(measuredTypes) },
  query: statisticsQuery,
  response: {
    200: z.object({
      totals: z.object(counts),
      series: Series,
      referrers: z.array(z.object({ source: z.string(), views_count: count })).max(100),
    }),
  },
  problems: { subject_not_found: 404, forbidden: 403 },
})

export const getMyAnalytics = endpoint({
  id: 'get-my-analytics',
  method: 'GET',
  path: '/v1/me/analytics',
  summary: 'Statistics over all that is one’s own',
  auth: 'user',
  query: statisticsQuery,
  response: {
    200: z.object({
      totals: z.object(counts),
      series: Series,
      top_subjects: z.array(z.object({ subject_type: z.string(), subject_id: id, title: z.string(), ...counts })).max(10),
      followers: z.array(z.object({ at: time, gained: count, lost: count, total: count })).max(mostBuckets),
    }),
  },
})

export const getSiteAnalytics = endpoint({
  id: 'get-site-analytics',
  method: 'GET',
  path: '/v1/admin/analytics',
  summary: 'What happened on the whole site, by UTC day',
  auth: 'admin',
  query: z.strictObject(range),
  response: {
    200: z.object({
      series: z
        .array(
          z.object({
            at: time,
            sign_ups: count,
            active_users: count,
            articles: count,
            posts: count,
            comments: count,
            likes: count,
            views: count,
          }),
        )
        .max(mostBuckets),
    }),
  },
})

const Recomputation = z
  .object({
    id,
    started_at: time,
    finished_at: time.nullable(),
    rows_checked: count.describe('Things and people whose counts were compared with a recount.'),
    drift_found: count.describe('How many of them had a wrong count.'),
    drift_repaired: count,
    duration_ms: count,
  })
  .meta({ id: 'Recomputation' })

export const listRecomputations = endpoint({
  id: 'list-recomputations',
  method: 'GET',
  path: '/v1/admin/recomputations',
  summary: 'Recounts of all statistics, newest first, and how much they had to repair',
  auth: 'admin',
  query: listQuery(),
  response: { 200: page(Recomputation) },
})

export const mostRanked = 1000

/** Things were counted, so that lists which sort by their popularity have them in the wrong place. */
export const popularityChanged = event('popularity.changed', { subject_type: z.string(), subject_ids: z.array(id).max(mostRanked) })

export const countEngagement = worker({
  id: 'count-engagement',
  summary: 'Adds what happened to the counts and statistics of whom it happened to',
  on: [
    likeCreated,
    likeRemoved,
    bookmarkCreated,
    bookmarkRemoved,
    shareCreated,
    commentCreated,
    commentDeleted,
    viewRecorded,
    articlePublished,
    articleUnpublished,
    articleDeleted,
    articleRetagged,
    postPublished,
    postDeleted,
    repostCreated,
    repostRemoved,
    followCreated,
    followRemoved,
    userRegistered,
  ],
  emits: [popularityChanged],
  batch: { size: 5000, window_seconds: 1 },
  takes_turns: true,
  memory_mb: 1024,
  timeout_seconds: 60,
  impact: 'Counts of likes, comments, shares, views, followers, categories and tags stand still, and so do all statistics.',
})

export const rankSubjects = worker({
  id: 'rank-subjects',
  summary: 'Moves what was counted to its new place in lists of the most popular',
  on: [popularityChanged],
  impact: 'Lists of the most popular keep their order, whatever is liked.',
})

export const removeStatistics = worker({
  id: 'remove-statistics',
  summary: 'Removes the statistics of what was deleted',
  on: [articleDeleted, postDeleted],
  impact: 'Statistics of deleted things stay stored. Nobody can see them.',
})

export const recomputeStatistics = schedule({
  id: 'recompute-statistics',
  summary: 'Counts everything again from the acts themselves and repairs what differs',
  expression: 'cron(20 * * * ? *)',
  timeout_seconds: 300,
  memory_mb: 512,
  impact: 'Counts that went wrong stay wrong.',
})

export const foldStatistics = schedule({
  id: 'fold-statistics',
  summary: 'Adds up the hours of days that are 90 days old',
  expression: 'cron(40 3 * * ? *)',
  timeout_seconds: 300,
  impact: 'Statistics by the hour are kept for longer than they are needed, and take up room.',
})

export const keepActiveUsers = schedule({
  id: 'keep-active-users',
  summary: 'Writes down how many people were active today and yesterday',
  expression: 'rate(1 hour)',
  impact: 'The number of active users of a day is missing from the statistics of the site.',
})

function isTimeZone(name: string): boolean {
  // An offset is no name, and its days need not begin on a quarter of an hour.
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
