import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { searchTerms } from '../../shared/store/search-terms.ts'
import { articleRetagged } from './events.ts'
import { type ArticleDocument, Articles, Categories, type RevisionDocument, Revisions, revisionKey, type Writing } from './model.ts'
import { claimSlug, slugOf } from './slugs.ts'

// Enough for the words of a long article; every one costs an entry of the index.
const mostTerms = 500

type Derived = Pick<ArticleDocument, 'content_html' | 'size' | 'search_terms'>

/** What is kept beside a text so that reading it is cheap. `before` is what it follows: the same Markdown is not rendered again. */
export async function derived(writing: Writing, before?: ArticleDocument): Promise<Derived> {
  const { title, excerpt, tags, content } = writing
  const content_html = before?.content === content ? before.content_html : await render(content)
  return {
    content_html,
    size: servedBytes(content) + servedBytes(content_html),
    search_terms: searchTerms([title, ...tags, excerpt ?? '', content], mostTerms),
  }
}

// Loaded with the first text that is written: a third of a megabyte that reading and publishing never need.
async function render(content: string): Promise<string> {
  const { renderMarkdown } = await import('../../shared/markdown/render-markdown.ts')
  return renderMarkdown(content)
}

/** The present text of an article, or of a revision, and nothing else of it. */
export function writingOf(source: Writing): Writing {
  const { title, content, excerpt, category_ids, tags, featured_media_id, canonical_url } = source
  return { title, content, excerpt, category_ids, tags, featured_media_id, canonical_url }
}

function revisionOf(article: ArticleDocument, created_by: ObjectId, created_at: Date): RevisionDocument {
  const { _id: article_id, revision: number } = article
  const size = servedBytes(article.content)
  return { _id: revisionKey(article_id, number), article_id, number, ...writingOf(article), size, created_at, created_by }
}

/** What an article began as. While it was never changed, it is kept in the article alone. */
export function firstRevision(article: ArticleDocument): RevisionDocument {
  return revisionOf(article, article.author_id, article.created_at)
}

export async function findRevision(db: Db, article: ArticleDocument, number: number): Promise<RevisionDocument | null> {
  if (article.revisions === 1) return number === 1 ? firstRevision(article) : null
  return db.get(Revisions, revisionKey(article._id, number))
}

interface Rewriting {
  readonly db: Db
  /** The store outside the transaction, where slugs are claimed. */
  readonly aside: Db
  readonly now: Date
  readonly by: ObjectId
}

/**
 * Gives an article another text as its next revision; a published one shows it at once. Runs in a transaction, whose
 * snapshot `article` was read in: who edits at the same time runs again on what the other wrote.
 */
export async function rewrite(article: ArticleDocument, changes: Partial<Writing>, rewriting: Rewriting): Promise<ArticleDocument> {
  const { db, aside, now, by } = rewriting
  const writing = { ...writingOf(article), ...changes }
  const renamed = (await slugOf(writing.title)) !== (await slugOf(article.title))
  const number = article.revisions + 1
  const change = {
    ...writing,
    ...(await derived(writing, article)),
    slug: renamed ? await claimSlug(aside, 'articles', writing.title, article._id) : article.slug,
    revision: number,
    revisions: number,
    updated_at: now,
  }
  const rewritten = { ...article, ...change }
  await db.update(Articles, article._id, change, { emit: retagging(article, rewritten) })
  if (article.revisions === 1) await db.insert(Revisions, firstRevision(article))
  await db.insert(Revisions, revisionOf(rewritten, by, now))
  return rewritten
}

/** Those of `ids` that are categories. */
export async function knownCategories(db: Db, ids: readonly ObjectId[]): Promise<ObjectId[]> {
  if (ids.length === 0) return []
  const found = await db.find(Categories, { _id: { $in: [...ids] } }, { fields: { _id: 1 } })
  const known = new Set(found.map(({ _id }) => _id.toHexString()))
  return ids.filter((id) => known.has(id.toHexString()))
}

function retagging(before: ArticleDocument, after: ArticleDocument) {
  if (before.status !== 'published' || JSON.stringify(taxonomyOf(before)) === JSON.stringify(taxonomyOf(after))) return []
  return [articleRetagged({ article_id: after._id, before: taxonomyOf(before), after: taxonomyOf(after) })]
}

/** What an article is counted under. */
export function taxonomyOf({ category_ids, tags }: Pick<Writing, 'category_ids' | 'tags'>) {
  return { category_ids, tags }
}

function servedBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text))
}
