import { type Document, ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { DailyCounts } from '../../../functions/analytics/model.ts'
import { newestFirst, Posts, visibleTo } from '../../../functions/posts/public.ts'
import { HashtagBaselines, Rankings } from '../../../functions/trends/model.ts'
import type { Collection } from '../../../shared/store/collection.ts'
import { after, type Sort } from '../../../shared/store/cursor.ts'
import { useFunctions } from '../../support/functions.ts'
import { expectIndexAlone, stagesOf } from '../../support/plans.ts'

const functions = useFunctions([DailyCounts, HashtagBaselines, Posts, Rankings])

const now = new Date()
const id = new ObjectId()
const viewer = { id, role: 'member' as const }
const alive = { tombstone: { $exists: false } }
const recent = { status: 'published', kind: 'post', visibility: 'public', published_at: { $gte: now } }

const lists: readonly (readonly [string, Collection, Document, Sort])[] = [
  ...[viewer, undefined].flatMap((who) => {
    const caller = who ? 'a user' : 'anyone'
    const of = (filter: Document) => [{ $and: [filter, { kind: 'post' }, visibleTo(who)] }, { $and: [after([now, id], newestFirst)] }] as const
    return [{ hashtags: 'a' }, { search_terms: { $all: ['a'] } }].flatMap((filter) => {
      const [first, further] = of(filter)
      const name = `posts by ${Object.keys(filter).join()} for ${caller}`
      return [
        [name, Posts, { ...first, ...alive }, newestFirst] as const,
        [`${name}, further pages`, Posts, { ...alive, $and: [...first.$and, ...further.$and] }, newestFirst] as const,
      ]
    })
  }),
  ['newest posts', Posts, { ...recent, ...alive }, newestFirst],
  ['the latest ranking', Rankings, { kind: 'posts' }, { ranked_at: -1, _id: -1 }],
  ['rankings to remove', Rankings, { kind: 'posts', ranked_at: { $lt: now }, _id: { $ne: id } }, {}],
  ['fold-statistics', DailyCounts, { is_folded: false, day: { $lt: now } }, { day: 1, _id: 1 }],
]

test.each(lists)('%s are read from an index, in order', async (_, of, filter, sort) => {
  const plan = await functions().database.collection(of.name).find(filter, { sort }).explain('queryPlanner')
  expectIndexAlone(plan.queryPlanner.winningPlan)
})

test.each([
  ['what was counted of late', DailyCounts, { day: { $gte: now }, is_folded: false, subject: { $gte: 'posts/', $lt: 'posts0' } }],
  ['the uses of hashtags in an hour', Posts, { ...recent, 'hashtags.0': { $exists: true } }],
  ['the uses of some hashtags', Posts, { ...recent, hashtags: { $in: ['a', 'b'] } }],
] as const)('%s has an index', async (_, of, filter) => {
  const plan = await functions().database.collection(of.name).find(filter as Document).explain('queryPlanner')
  expect(stagesOf(plan.queryPlanner.winningPlan)).not.toContain('COLLSCAN')
})
