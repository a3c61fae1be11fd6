import { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { Categories, Tags } from '../articles/public.ts'
import type { Gathered } from './gather.ts'

/** Adds to the published articles of categories and tags. A category that is gone stays gone; a new tag comes into being. */
export async function addToTaxonomy(db: Db, { categories, tags }: Pick<Gathered, 'categories' | 'tags'>): Promise<void> {
  await db.bulk(
    Categories,
    changed(categories).map(([hex, by]) => ({
      updateOne: { filter: { _id: new ObjectId(hex) }, update: { $inc: { articles_count: by } } },
    })),
  )
  await db.bulk(
    Tags,
    changed(tags).map(([name, by]) => ({
      updateOne: { filter: { name }, update: { $inc: { articles_count: by }, $setOnInsert: { _id: new ObjectId() } }, upsert: true },
    })),
  )
}

function changed(sums: ReadonlyMap<string, number>): [string, number][] {
  return Array.from(sums).filter(([, by]) => by !== 0)
}
