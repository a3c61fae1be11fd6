import { type Document, ObjectId } from 'mongodb'
import { beforeAll, it } from 'vitest'
import { Follows } from '../../../functions/graph/model.ts'
import { Posts, Reposts } from '../../../functions/posts/model.ts'
import { entriesNewestFirst, TimelineAuthors, TimelineEntries, Timelines } from '../../../functions/timelines/model.ts'
import type { Collection } from '../../../shared/store/collection.ts'
import { after } from '../../../shared/store/cursor.ts'
import { postOf } from '../../bench/timeline-world.ts'
import { useFunctions } from '../../support/functions.ts'
import { expectIndexAlone } from '../../support/plans.ts'

const functions = useFunctions([Timelines, TimelineEntries, TimelineAuthors, Follows, Posts, Reposts])

const [timeline_id, user_id, someone] = [new ObjectId(), new ObjectId(), new ObjectId()]
const many = Array.from({ length: 100 }, () => new ObjectId())
const now = new Date()
const living = { tombstone: { $exists: false } }
const newestFirst = { published_at: -1, _id: -1 } as const
const following = { follower_id: user_id, status: 'accepted' }

// Without any posts every plan is as good as another.
beforeAll(async () => {
  const posts = many.flatMap((author) => Array.from({ length: 5 }, (_, at) => postOf(author, new Date(now.getTime() - at * 1000))))
  await functions().database.collection<{ _id: ObjectId }>(Posts.name).insertMany(posts)
})

it.each<[string, Collection, Document, Record<string, 1 | -1>]>([
  ['a timeline', Timelines, { user_id, status: 'live', ...living }, {}],
  ['who among followers has one', Timelines, { user_id: { $in: many }, status: 'live', ...living }, {}],
  ['timelines to tend', Timelines, { status: 'live', tended_at: { $lte: now }, ...living }, { tended_at: 1 }],
  ['entries', TimelineEntries, { timeline_id }, entriesNewestFirst],
  ['entries after a place', TimelineEntries, { timeline_id, ...after([now, someone], entriesNewestFirst) }, entriesNewestFirst],
  ['entries of a post that is taken back', TimelineEntries, { timeline_id: { $in: many }, published_at: now, post_id: someone }, {}],
  ['entries of someone not followed any more', TimelineEntries, { timeline_id, author_id: someone }, {}],
  ['reposts of posts in a timeline', TimelineEntries, { timeline_id, original_id: { $in: many } }, {}],
  ['authors whose way has changed', TimelineAuthors, { changed_at: { $gt: now } }, {}],
  ['follows that are not settled', Follows, { $or: [{ ...following, at: { $gt: now } }, { ...following, followee_id: { $in: many } }], ...living }, {}],
  [
    'what a hundred people have published',
    Posts,
    { user_id: { $in: many }, status: 'published', $and: [after([now, someone], newestFirst), { published_at: { $gte: new Date(0) } }], ...living },
    newestFirst,
  ],
  ['reposts before a time', Reposts, { subject_id: { $in: many }, at: { $lte: now }, ...living }, {}],
  ['reposts by some', Reposts, { subject_id: { $in: many }, user_id: { $in: many }, ...living }, {}],
])('%s: from an index alone', async (_, of, filter, sort) => {
  const { queryPlanner } = await functions().database.collection(of.name).find(filter, { sort }).explain('queryPlanner')
  expectIndexAlone(queryPlanner.winningPlan)
})
