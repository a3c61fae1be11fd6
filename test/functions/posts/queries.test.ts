import { type Document, ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { pinnedFirst } from '../../../functions/posts/list-user-posts.ts'
import { PollVotes, PostEdits, Posts, Reposts } from '../../../functions/posts/model.ts'
import { newestFirst } from '../../../functions/posts/published.ts'
import { visibleOf, visibleTo } from '../../../functions/posts/visibility.ts'
import type { Collection } from '../../../shared/store/collection.ts'
import { after, type Sort } from '../../../shared/store/cursor.ts'
import { useFunctions } from '../../support/functions.ts'
import { expectIndexAlone, stagesOf } from '../../support/plans.ts'

const functions = useFunctions([Posts, Reposts, PostEdits, PollVotes])

const [id, now] = [new ObjectId(), new Date()]
const living = { tombstone: { $exists: false } }
const viewer = { id: new ObjectId(), role: 'member' } as const
const stranger = { is_private: false, is_follower: false, is_parted: false }
const ofUser = [
  visibleOf(id, { ...viewer, id }, stranger),
  visibleOf(id, undefined, stranger),
  visibleOf(id, viewer, stranger),
  visibleOf(id, viewer, { ...stranger, is_follower: true }),
]
const post = { kind: 'post', ...living }

const lists: readonly (readonly [string, Collection, Document, Sort, readonly unknown[]])[] = [
  ...ofUser.flatMap((visible, at) => [
    [`list-user-posts ${at}`, Posts, { ...visible, ...living }, pinnedFirst, [false, now, id]] as const,
    [`list-user-posts ${at} with media`, Posts, { ...visible, ...living, has_media: true }, pinnedFirst, [true, now, id]] as const,
  ]),
  ['list-my-posts', Posts, { user_id: id, ...post }, { _id: -1 }, [id]],
  ['list-my-posts by status', Posts, { user_id: id, status: 'draft', ...post }, { _id: -1 }, [id]],
  ['publish-scheduled-posts', Posts, { status: 'scheduled', scheduled_at: { $lte: now }, ...living }, { scheduled_at: 1, _id: 1 }, [now, id]],
  ['what people have published', Posts, { user_id: { $in: [id, viewer.id] }, status: 'published', ...living }, newestFirst, [now, id]],
  ...[viewer, undefined].flatMap((someone) => [
    [`posts by hashtag for ${someone ? 'someone' : 'anyone'}`, Posts, { hashtags: 'a', ...visibleTo(someone), ...post }, newestFirst, [now, id]] as const,
    [`posts by words for ${someone ? 'someone' : 'anyone'}`, Posts, { search_terms: { $all: ['a'] }, ...visibleTo(someone), ...post }, newestFirst, [now, id]] as const,
  ]),
  ['the newest public posts', Posts, { ...visibleTo(undefined), ...post }, newestFirst, [now, id]],
  ['list-reposts', Reposts, { subject_id: id, ...living }, { at: -1, _id: -1 }, [now, id]],
  ['list-post-edits', PostEdits, { post_id: id }, { number: 1 }, [3]],
]

test.each(lists)('%s reads its pages from an index, in order', async (_, of, filter, sort, position) => {
  for (const asked of [filter, { $and: [filter, after(position, sort)] }]) {
    expectIndexAlone(await explain(of, asked, sort))
  }
})

test.each([
  ['reposts of a viewer', Reposts, { subject_id: { $in: [id] }, user_id: id }],
  ['reposts of a post', Reposts, { subject_id: id }],
  ['votes of a viewer', PollVotes, { post_id: { $in: [id] }, user_id: id }],
  ['votes of a poll', PollVotes, { post_id: id }],
])('%s are found by an index', async (_, of, filter) => {
  expect(stagesOf(await explain(of, { ...filter, ...living }, {}))).not.toContain('COLLSCAN')
})

async function explain(of: Collection, filter: Document, sort: Sort): Promise<unknown> {
  const plan = await functions().database.collection(of.name).find(filter, { sort }).explain('queryPlanner')
  return plan.queryPlanner.winningPlan
}
