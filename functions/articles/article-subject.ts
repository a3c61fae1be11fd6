import type { ObjectId } from 'mongodb'
import type { Db, ReadOptions } from '../../shared/store/database.ts'
import type { Subject, Viewer } from '../../shared/subjects.ts'
import { withoutHidden } from '../graph/public.ts'
import { type ArticleDocument, Articles } from './model.ts'
import { presentShown } from './present.ts'

/** Articles as something to engage with: seen by everyone whom no block parts from the author once published, by the author before. */
export const articleSubject: Subject = {
  type: 'articles',
  collection: Articles,
  counts: ['views', 'unique_views', 'likes', 'comments', 'shares', 'bookmarks'],
  popular_by: 'likes',
  load: async (db, ids, viewer) => {
    const found = await findReadable(db, ids, viewer, { fields: { author_id: 1, title: 1 } })
    const shown = await withoutHidden(db, viewer?.id, found, ({ author_id }) => author_id)
    return new Map(shown.map(({ _id, author_id, title }) => [_id.toHexString(), { id: _id, owner_id: author_id, title }]))
  },
  present: async (db, ids, viewer) => {
    const articles = await presentShown(db, await findReadable(db, ids, viewer), viewer)
    return new Map(articles.map((article) => [article.id.toHexString(), article]))
  },
}

/** Those of `ids` that are there for the viewer, where no block parts them from the author. */
async function findReadable(db: Db, ids: readonly ObjectId[], viewer: Viewer, options?: ReadOptions<ArticleDocument>) {
  const seen = [{ status: 'published' as const }, ...(viewer ? [{ author_id: viewer.id }] : [])]
  return db.find(Articles, { _id: { $in: [...ids] }, $or: seen }, options)
}
