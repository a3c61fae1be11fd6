import { ObjectId } from 'mongodb'
import { eventBatch } from '../../shared/runtime/worker.ts'
import { countTaxonomy } from './contract.ts'
import { Categories, Tags } from './model.ts'
import { tallyOf } from './taxonomy-tally.ts'

/** Adds a batch of publications and edits to the counts. A category that is gone stays gone; a new tag comes into being. */
export const handler = eventBatch(countTaxonomy, async ({ events, db, newId }) => {
  const { categories, tags } = tallyOf(events)
  const changed = (sums: ReadonlyMap<string, number>) => Array.from(sums).filter(([, by]) => by !== 0)
  await db.bulk(
    Categories,
    changed(categories).map(([hex, by]) => ({
      updateOne: { filter: { _id: new ObjectId(hex) }, update: { $inc: { articles_count: by } } },
    })),
  )
  await db.bulk(
    Tags,
    changed(tags).map(([name, by]) => ({
      updateOne: { filter: { name }, update: { $inc: { articles_count: by }, $setOnInsert: { _id: newId() } }, upsert: true },
    })),
  )
})
