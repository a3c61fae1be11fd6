import { type Document, ObjectId } from 'mongodb'
import { test } from 'vitest'
import { Media, MediaUsage, MediaUses } from '../../../functions/media/model.ts'
import type { Collection } from '../../../shared/store/collection.ts'
import { useFunctions } from '../../support/functions.ts'
import { expectIndexAlone } from '../../support/plans.ts'

const functions = useFunctions([Media, MediaUsage, MediaUses])
const owner_id = new ObjectId()
const living = { tombstone: { $exists: false } }

test.each<[string, Collection, Document, Record<string, 1 | -1>]>([
  ['one’s own media', Media, { owner_id, ...living }, { _id: -1 }],
  ['one’s own media of a type', Media, { owner_id, type: 'image', ...living }, { _id: -1 }],
  ['media that nothing carries', Media, { uses: 0, unused_since: { $lt: new Date() }, ...living }, { unused_since: 1, _id: 1 }],
  ['what counts of someone’s media', Media, { owner_id, status: { $in: ['awaiting_upload', 'processing', 'ready'] } }, {}],
  ['what was not counted for longest', MediaUsage, {}, { counted_at: 1, _id: 1 }],
  ['what carries a medium', MediaUses, { media_id: owner_id }, {}],
  ['what a subject carries', MediaUses, { subject_type: 'articles', subject_id: owner_id }, {}],
])('%s: from an index, without sorting', async (_, of, filter, sort) => {
  const { queryPlanner } = await functions().database.collection(of.name).find(filter, { sort }).explain('queryPlanner')
  expectIndexAlone(queryPlanner.winningPlan)
})
