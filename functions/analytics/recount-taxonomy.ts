import { ObjectId } from 'mongodb'
import { Articles, Categories, Tags } from '../articles/public.ts'
import type { Act, Filing } from './counting.ts'
import { gather } from './gather.ts'
import { negated, type Recount } from './recount.ts'
import { addToTaxonomy } from './write-taxonomy.ts'

/** The recount of the published articles that categories have. */
export const recountCategories: Recount = async (db, documents, underWay, now) => {
  const ids = documents.map(({ _id }) => _id)
  const own = new Set(ids.map((id) => id.toHexString()))
  const stored = await db.find(Categories, { _id: { $in: ids } })
  const due = await db.aggregate<{ _id: ObjectId; articles: number }>(Articles, articlesBy('category_ids', ids))
  const { categories } = gather(
    [
      ...due.map(({ _id, articles }) => filing({ category_ids: [_id], by: articles })),
      ...negated(underWay.filter(({ filed }) => filed)),
      ...stored.map(({ _id, articles_count }) => filing({ category_ids: [_id], by: -articles_count })),
    ],
    now,
  )
  const wrong = wrongAmong(own, categories)
  await addToTaxonomy(db, { categories: wrong, tags: new Map() })
  return wrong.size
}

/** The recount of the published articles that tags have. */
export const recountTags: Recount = async (db, documents, underWay, now) => {
  const stored = await db.find(Tags, { _id: { $in: documents.map(({ _id }) => _id) } })
  const own = new Set(stored.map(({ name }) => name))
  const due = await db.aggregate<{ _id: string; articles: number }>(Articles, articlesBy('tags', [...own]))
  const { tags } = gather(
    [
      ...due.map(({ _id, articles }) => filing({ tags: [_id], by: articles })),
      ...negated(underWay.filter(({ filed }) => filed)),
      ...stored.map(({ name, articles_count }) => filing({ tags: [name], by: -articles_count })),
    ],
    now,
  )
  const wrong = wrongAmong(own, tags)
  await addToTaxonomy(db, { categories: new Map(), tags: wrong })
  return wrong.size
}

/** Adds the tags of published articles that are not there, without a count: that is what the recount of tags finds wrong. */
export const addMissingTags: Recount = async (db, documents) => {
  const articles = await db.find(Articles, { _id: { $in: documents.map(({ _id }) => _id) }, status: 'published' }, { fields: { tags: 1 } })
  const names = [...new Set(articles.flatMap(({ tags }) => tags))]
  await db.bulk(
    Tags,
    names.map((name) => ({
      updateOne: { filter: { name }, update: { $setOnInsert: { _id: new ObjectId(), articles_count: 0 } }, upsert: true },
    })),
  )
  return 0
}

function articlesBy(field: 'category_ids' | 'tags', values: readonly unknown[]) {
  const among = { [field]: { $in: values } }
  return [
    { $match: { status: 'published', ...among } },
    { $project: { [field]: 1 } },
    { $unwind: `$${field}` },
    { $match: among },
    { $group: { _id: `$${field}`, articles: { $sum: 1 } } },
  ]
}

// Counters know no time.
function filing(filed: Partial<Filing> & { readonly by: number }): Act {
  return { at: new Date(0), adds: {}, filed: { category_ids: [], tags: [], ...filed } }
}

function wrongAmong(own: ReadonlySet<string>, sums: ReadonlyMap<string, number>): Map<string, number> {
  return new Map(Array.from(sums).filter(([key, by]) => by !== 0 && own.has(key)))
}
