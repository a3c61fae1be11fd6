import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { event } from '../../shared/contract/event.ts'
import { id, listQuery, page, time } from '../../shared/contract/fields.ts'
import { schedule, worker } from '../../shared/contract/worker.ts'
import { followRemoved } from '../graph/contract.ts'
import { Post, postDeleted, postEdited, postPublished, repostCreated, repostRemoved } from '../posts/contract.ts'

/** Somebody reads a timeline that could hold more of what they follow. */
export const timelineWanted = event('timeline.wanted', { timeline_id: id })

/** There are followers left whose timelines get a post, or lose it: those behind this one, the latest first. */
export const timelineFanOutContinued = event('timeline-fan-out.continued', {
  post_id: id,
  author_id: id,
  published_at: time,
  original_id: id.nullable(),
  is_withdrawn: z.boolean(),
  after: z.object({ at: time, follow_id: id }),
})

export const getTimeline = endpoint({
  id: 'get-timeline',
  method: 'GET',
  path: '/v1/timeline',
  summary: 'Your home timeline, the newest first',
  description:
    'Your own and followed people’s posts, and their reposts. A post stands in it once: in its own place if you follow its author, ' +
    'else in that of the first repost you see. A page may hold fewer posts than were asked for, and still not be the last.',
  auth: 'user',
  query: listQuery(),
  response: { 200: page(Post) },
  emits: [timelineWanted],
  uses: ['media-links'],
})

export const settleTimeline = worker({
  id: 'settle-timeline',
  summary: 'Writes to a timeline what those have published whom its owner follows lately',
  on: [timelineWanted],
  uses: ['timelines'],
  impact: 'Home timelines are slower to read. They hold what they should.',
})

export const fanOutPost = worker({
  id: 'fan-out-post',
  summary: 'Writes posts and reposts to the timelines of followers, page by page, and takes them back',
  on: [postPublished, postEdited, postDeleted, repostCreated, repostRemoved, timelineFanOutContinued],
  emits: [timelineFanOutContinued],
  batch: { size: 1, window_seconds: 0 },
  concurrency: 5,
  uses: ['timelines'],
  impact: 'New posts do not appear in home timelines.',
})

export const clearUnfollowed = worker({
  id: 'clear-unfollowed',
  summary: 'Takes out of a timeline what somebody published whom its owner follows no longer',
  on: [followRemoved],
  impact: 'The database keeps what nobody can see, and timelines are slower to read.',
})

export const tendTimelines = schedule({
  id: 'tend-timelines',
  summary: 'Drops the timelines of those who stay away, and keeps the others to their length',
  expression: 'rate(10 minutes)',
  timeout_seconds: 60,
  uses: ['timelines'],
  impact: 'The database grows with timelines that nobody reads.',
})
