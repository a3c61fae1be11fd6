import type { Filter, ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { type PostDocument, Posts } from './model.ts'

/** The order of everything that is listed by time. */
export const newestFirst = { published_at: -1, _id: -1 } as const

interface Span {
  /** What comes after a cursor, as `keysetPage` gives it; empty for the beginning. */
  readonly position?: Readonly<Record<string, unknown>>
  readonly limit: number
}

/** What people have published, their reposts too, the newest first, whoever may see it. One merged scan of an index. */
export function publishedBy(db: Db, authors: readonly ObjectId[], { position = {}, limit }: Span): Promise<PostDocument[]> {
  if (authors.length === 0) return Promise.resolve([])
  const filter = { user_id: { $in: [...authors] }, status: 'published', ...position } as Filter<PostDocument>
  return db.find(Posts, filter, { sort: newestFirst, limit })
}
