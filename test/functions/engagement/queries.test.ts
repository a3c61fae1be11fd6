import { type Document, ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { Bookmarks, Comments, Likes, Shares, Views } from '../../../functions/engagement/model.ts'
import { repliesWhere, threadsOn } from '../../../functions/engagement/threads.ts'
import type { Collection } from '../../../shared/store/collection.ts'
import { createDb, type Db } from '../../../shared/store/database.ts'
import { useFunctions } from '../../support/functions.ts'

const functions = useFunctions([Bookmarks, Comments, Likes, Shares, Views])

const subject_type = 'articles'
const subject_id = new ObjectId()
const top = new ObjectId()
const user_id = new ObjectId()
const list = { limit: 2, list: 'test' }

/** What the store was asked to aggregate while `work` ran. */
async function pipelinesOf(work: (db: Db) => Promise<unknown>): Promise<Document[][]> {
  const db = createDb({ database: functions().database, now: new Date(), routes: {}, request_id: null, pending: [] })
  const asked: Document[][] = []
  const spy: Db = {
    ...db,
    aggregate: (of, pipeline) => {
      asked.push(pipeline)
      return db.aggregate(of, pipeline)
    },
  }
  await functions().run(() => work(spy))
  return asked
}

async function explain(of: Collection, pipeline: Document[]): Promise<Document> {
  return functions().database.collection(of.name).aggregate(pipeline).explain('executionStats')
}

/** Every value under this name in an explanation, however deep. */
function valuesOf(name: string, within: unknown): unknown[] {
  if (typeof within !== 'object' || within === null) return []
  return Object.entries(within).flatMap(([key, value]) => [...(key === name ? [value] : []), ...valuesOf(name, value)])
}

function expectIndexed(explained: Document): void {
  const chosen = valuesOf('stage', valuesOf('winningPlan', explained))
  expect(chosen).toContain('IXSCAN')
  for (const stage of ['COLLSCAN', 'SORT']) expect(chosen).not.toContain(stage)
  const stages: Document[] = explained.stages ?? []
  expect(stages.filter((stage) => '$sort' in stage)).toEqual([])
  expect(valuesOf('collectionScans', explained).filter((scans) => Number(scans) > 0)).toEqual([])
}

test.each(['oldest', 'newest'] as const)('threads and replies, the %s first, are read from indexes alone', async (order) => {
  const asked = await pipelinesOf(async (db) => {
    await threadsOn(db, { subject_type, subject_id }, order, list)
    await repliesWhere(db, { subject_type, subject_id, thread_id: top }, order, list)
    await repliesWhere(db, { parent_id: top }, order, list)
  })
  expect(asked).toHaveLength(3)
  for (const pipeline of asked) expectIndexed(await explain(Comments, pipeline))
})

test.each<[string, Collection, Document, Document]>([
  ['likes', Likes, { subject_type, subject_id }, { at: -1, _id: -1 }],
  ['shares', Shares, { subject_type, subject_id }, { at: -1, _id: -1 }],
  ['bookmarks', Bookmarks, { user_id }, { at: -1, _id: -1 }],
  ['bookmarks of one kind', Bookmarks, { user_id, subject_type }, { at: -1, _id: -1 }],
])('%s are listed from an index alone', async (_, of, filter, sort) => {
  expectIndexed(await explain(of, [{ $match: filter }, { $sort: sort }]))
})

test('marks of a viewer and the number of likes touch no more than they need', async () => {
  const likes = Array.from({ length: 300 }, () => ({ _id: new ObjectId(), subject_type, subject_id, user_id: new ObjectId(), owner_id: user_id, at: new Date() }))
  await functions().database.collection('likes').insertMany(likes)
  expectIndexed(await explain(Likes, [{ $match: { subject_type, subject_id: { $in: [subject_id, top] }, user_id } }]))
  const counted = await explain(Likes, [{ $match: { subject_type, subject_id } }, { $limit: 200 }, { $count: 'likes' }])
  expectIndexed(counted)
  expect(valuesOf('totalKeysExamined', counted)).toEqual([200])
  expect(valuesOf('totalDocsExamined', counted)).toEqual([0])
})
