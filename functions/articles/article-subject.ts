import type { ObjectId } from 'mongodb'
import type { Db, ReadOptions } from '../../shared/store/database.ts'
import type { Subject, Viewer } from '../../shared/subjects.ts'
import { withoutHidden } from '../graph/public.ts'
import { type ArticleDocument, Articles } from './model.ts'
import { presentArticles } from './present.ts'

/** Articles as something to engage with: seen by everyone whom no block parts from the author once published, by the author before. */
export const articleSubject: Subject = {
  type: 'articles',
  collection: Articles,
  counts: ['views', 'unique_views', 'likes', 'comments', 'shares', 'bookmarks'],
  popular_by: 'likes',
  load: async (db, ids, viewer) => {
    const found = await findVisible(db, ids, viewer, { fields: { author_id: 1, title: 1 } })
    return new Map(found.map(({ _id, author_id, title }) => [_id.toHexString(), { id: _id, owner_id: author_id, title }]))
  },
  present: async (db, ids, viewer) => {
    const articles = await presentArticles(db, await findVisible(db, ids, viewer), viewer)
    return new Map(articles.map((article) => [article.id.toHexString(), article]))
  },
}

async function findVisible(db: Db, ids: readonly ObjectId[], viewer: Viewer, options?: ReadOptions<ArticleDocument>) {
  const seen = [{ status: 'published' as const }, ...(viewer ? [{ author_id: viewer.id }] : [])]
  const found = await db.find(Articles, { _id: { $in: [...ids] }, $or: seen }, options)
  return withoutHidden(db, viewer?.id, found, ({ author_id }) => author_id)
}
