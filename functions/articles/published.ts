import type { Filter, ObjectId } from 'mongodb'
import type { Problem } from '../../shared/contract/problems.ts'
import type { Db } from '../../shared/store/database.ts'
import { holdsWordsOf } from '../../shared/store/search-terms.ts'
import { type ArticleDocument, Categories } from './model.ts'

export const newestFirst = { published_at: -1, _id: -1 } as const

export const popularFirst = { popularity: -1, ...newestFirst } as const

export interface PublishedFilters {
  readonly author_id?: ObjectId | undefined
  readonly category_id?: ObjectId | undefined
  readonly tag?: string | undefined
  readonly q?: string | undefined
}

/** The filter for published articles by author, category, tag and words. Refuses a category that is not there. */
export async function publishedFilter(
  db: Db,
  { author_id, category_id, tag, q }: PublishedFilters,
  refuse: (code: 'category_not_found') => Problem,
): Promise<Filter<ArticleDocument>> {
  if (category_id && !(await db.get(Categories, category_id, { fields: { _id: 1 } }))) throw refuse('category_not_found')
  return {
    status: 'published',
    ...(author_id && { author_id }),
    ...(category_id && { category_ids: category_id }),
    ...(tag !== undefined && { tags: tag }),
    ...(q !== undefined && { search_terms: holdsWordsOf(q) }),
  }
}
