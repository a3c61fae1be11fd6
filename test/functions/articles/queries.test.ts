import { type Document, ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { Articles, Categories, Revisions, Slugs, Tags } from '../../../functions/articles/model.ts'
import { newestFirst, popularFirst } from '../../../functions/articles/published.ts'
import type { Collection } from '../../../shared/store/collection.ts'
import { after, type Sort } from '../../../shared/store/cursor.ts'
import { useFunctions } from '../../support/functions.ts'
import { expectIndexAlone, stagesOf } from '../../support/plans.ts'

const functions = useFunctions([Articles, Categories, Revisions, Slugs, Tags])

const published = { status: 'published', tombstone: { $exists: false } }
const id = new ObjectId()
const now = new Date()

const lists: readonly (readonly [string, Collection, Document, Sort, readonly unknown[]])[] = [
  ...[{}, { author_id: id }, { category_ids: id }, { tags: 'a' }, { author_id: id, tags: 'a', category_ids: id }].flatMap((filter) => {
    const name = `list-articles by ${Object.keys(filter).join() || 'nothing'}`
    return [
      [name, Articles, { ...published, ...filter }, newestFirst, [now, id]] as const,
      [`${name}, popular`, Articles, { ...published, ...filter }, popularFirst, [3, now, id]] as const,
    ]
  }),
  ['list-articles by words', Articles, { ...published, search_terms: { $all: ['a', 'b'] } }, newestFirst, [now, id]],
  ['list-my-articles', Articles, { author_id: id }, { _id: -1 }, [id]],
  ['list-my-articles by status', Articles, { author_id: id, status: 'draft' }, { _id: -1 }, [id]],
  ['publish-scheduled-articles', Articles, { status: 'scheduled', scheduled_at: { $lte: now } }, { scheduled_at: 1, _id: 1 }, [now, id]],
  ['list-revisions', Revisions, { article_id: id }, { number: -1 }, [3]],
  ['list-categories', Categories, {}, { name: 1, _id: 1 }, ['a', id]],
  ['list-tags', Tags, { name: { $gte: 'a', $lt: 'b' }, articles_count: { $gt: 0 } }, { name: 1 }, ['a']],
]

test.each(lists)('%s reads its pages from an index, in order', async (_, of, filter, sort, position) => {
  for (const asked of [filter, { $and: [filter, after(position, sort)] }]) {
    expectIndexAlone(await explain(of, asked, sort))
  }
})

test.each([
  [Categories, { parent_id: id }],
  [Slugs, { owner_id: id, stem: 'a' }],
  [Revisions, { article_id: id }],
])('what else is looked up in $name has an index', async (of, filter) => {
  expect(stagesOf(await explain(of, filter, {}))).not.toContain('COLLSCAN')
})

test('the most liked of what words find are sorted from an index, or walked in order', async () => {
  expect(stagesOf(await explain(Articles, { ...published, search_terms: { $all: ['a'] } }, popularFirst))).not.toContain('COLLSCAN')
})

async function explain(of: Collection, filter: Document, sort: Sort): Promise<unknown> {
  const plan = await functions().database.collection(of.name).find(filter, { sort }).explain('queryPlanner')
  return plan.queryPlanner.winningPlan
}
