import type { ObjectId } from 'mongodb'
import type { Subject, Viewer } from '../../shared/subjects.ts'
import { Articles } from './model.ts'
import { presentArticles } from './present.ts'

/** Articles as something to engage with: seen by everyone once published, by their author before. */
export const articleSubject: Subject = {
  type: 'articles',
  collection: Articles,
  counts: ['views', 'unique_views', 'likes', 'comments', 'shares', 'bookmarks'],
  load: async (db, ids, viewer) => {
    const found = await db.find(Articles, visible(ids, viewer), { fields: { author_id: 1, title: 1 } })
    return new Map(found.map(({ _id, author_id, title }) => [_id.toHexString(), { id: _id, owner_id: author_id, title }]))
  },
  present: async (db, ids, viewer) => {
    const articles = await presentArticles(db, await db.find(Articles, visible(ids, viewer)), viewer)
    return new Map(articles.map((article) => [article.id.toHexString(), article]))
  },
}

function visible(ids: readonly ObjectId[], viewer: Viewer) {
  const seen = [{ status: 'published' as const }, ...(viewer ? [{ author_id: viewer.id }] : [])]
  return { _id: { $in: [...ids] }, $or: seen }
}
