import type { Db } from '../../shared/store/database.ts'
import { mediaReleased } from '../media/contract.ts'
import { articleDeleted, articlePublicationFailed, articlePublished, articleUnpublished } from './events.ts'
import { asRead } from './find-article.ts'
import { type ArticleDocument, Articles } from './model.ts'
import { taxonomyOf } from './writing.ts'

/**
 * Publishes an article as it is, but for what `frozen` says otherwise. The status is a condition of the write, which
 * carries the event: whoever else publishes the same article finds it published. `null` when it was changed since it was
 * read.
 */
export async function publish(
  db: Db,
  article: ArticleDocument,
  now: Date,
  frozen: Partial<ArticleDocument> = {},
): Promise<ArticleDocument | null> {
  const { _id: article_id, author_id, title, slug, was_published, ...shown } = { ...article, ...frozen }
  const event = { article_id, author_id, title, slug, ...taxonomyOf(shown), published_at: now, is_first: !was_published }
  const change = { status: 'published' as const, published_at: now, was_published: true, scheduled_at: null, scheduled_revision: null }
  return db.update(Articles, asRead(article), { ...frozen, ...change, updated_at: now }, { emit: [articlePublished(event)] })
}

/** Freezes the present revision for publication at `at`. `null` when the article was changed since it was read. */
export async function scheduleFor(db: Db, article: ArticleDocument, at: Date, now: Date): Promise<ArticleDocument | null> {
  const change = { status: 'scheduled' as const, scheduled_at: at, scheduled_revision: article.revision, updated_at: now }
  return db.update(Articles, asRead(article), change)
}

/** Makes an article a draft again. `null` when it was changed since it was read. */
export async function unpublish(db: Db, article: ArticleDocument, now: Date): Promise<ArticleDocument | null> {
  const { _id: article_id, author_id, published_at } = article
  const emit = published_at ? [articleUnpublished({ article_id, author_id, published_at, ...taxonomyOf(article) })] : []
  const change = { status: 'draft' as const, published_at: null, scheduled_at: null, scheduled_revision: null, updated_at: now }
  return db.update(Articles, asRead(article), change, { emit })
}

/** Makes an article that could not be published at its time a draft again. `null` when it was changed since it was read. */
export async function returnToDraft(db: Db, article: ArticleDocument, now: Date): Promise<ArticleDocument | null> {
  const { _id: article_id, author_id, title, scheduled_at } = article
  const change = { status: 'draft' as const, scheduled_at: null, scheduled_revision: null, updated_at: now }
  const failed = articlePublicationFailed({ article_id, author_id, title, scheduled_at: scheduled_at ?? now })
  return db.update(Articles, asRead(article), change, { emit: [failed] })
}

/** Removes an article; what hangs on it goes by its event. `null` when it was changed since it was read. */
export async function removeArticle(db: Db, article: ArticleDocument): Promise<ArticleDocument | null> {
  const { _id: article_id, author_id, published_at, status } = article
  const event = { article_id, author_id, published_at, ...taxonomyOf(article), was_published: status === 'published' }
  return db.remove(Articles, asRead(article), { emit: [articleDeleted(event), mediaReleased({ subject_type: 'articles', subject_id: article_id })] })
}
