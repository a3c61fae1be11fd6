import type { ObjectId } from 'mongodb'
import * as z from 'zod'
import { publicationStatuses } from '../../shared/contract/publication.ts'
import { collection, date, type DocumentOf, objectId } from '../../shared/store/collection.ts'
import { countNames } from '../../shared/subjects.ts'

/** What an author writes: what a revision keeps. */
const writing = {
  title: z.string(),
  content: z.string(),
  excerpt: z.string().nullable(),
  category_ids: z.array(objectId).max(10),
  tags: z.array(z.string()).max(20),
  featured_media_id: objectId.nullable(),
  canonical_url: z.string().nullable(),
}

const published = { status: 'published' }

export const Articles = collection(
  'articles',
  {
    _id: objectId,
    author_id: objectId,
    slug: z.string(),
    ...writing,
    /** Rendered when it is written, because it is read far more often. */
    content_html: z.string(),
    /** Bytes of content and HTML as they are served, by which pages are kept within what a function may answer. */
    size: z.int(),
    /** The words by which it is found. */
    search_terms: z.array(z.string()),
    status: z.enum(publicationStatuses),
    /** The revision that is shown. */
    revision: z.int(),
    /** The number of revisions there are: the next one's is one more. */
    revisions: z.int(),
    /** What a schedule will publish, whatever is edited meanwhile. */
    scheduled_revision: z.int().nullable(),
    scheduled_at: date.nullable(),
    published_at: date.nullable(),
    was_published: z.boolean(),
    counts: z.object(Object.fromEntries(countNames.map((name) => [name, z.int()])) as Record<(typeof countNames)[number], z.ZodInt>),
    /** `counts.likes`, for lists to sort by. */
    popularity: z.int(),
    created_at: date,
    updated_at: date,
  },
  {
    indexes: [
      { key: { published_at: -1, _id: -1 }, partial: published, serves: 'list-articles; get-articles-feed' },
      { key: { author_id: 1, published_at: -1, _id: -1 }, partial: published, serves: 'list-articles: ?author_id=' },
      { key: { category_ids: 1, published_at: -1, _id: -1 }, partial: published, serves: 'list-articles: ?category_id=' },
      { key: { tags: 1, published_at: -1, _id: -1 }, partial: published, serves: 'list-articles: ?tag=' },
      { key: { search_terms: 1, published_at: -1, _id: -1 }, partial: published, serves: 'list-articles: ?q=' },
      { key: { popularity: -1, published_at: -1, _id: -1 }, partial: published, serves: 'list-articles: ?sort=popular' },
      {
        key: { author_id: 1, popularity: -1, published_at: -1, _id: -1 },
        partial: published,
        serves: 'list-articles: ?author_id=&sort=popular',
      },
      {
        key: { category_ids: 1, popularity: -1, published_at: -1, _id: -1 },
        partial: published,
        serves: 'list-articles: ?category_id=&sort=popular',
      },
      {
        key: { tags: 1, popularity: -1, published_at: -1, _id: -1 },
        partial: published,
        serves: 'list-articles: ?tag=&sort=popular',
      },
      { key: { author_id: 1, _id: -1 }, serves: 'list-my-articles' },
      { key: { author_id: 1, status: 1, _id: -1 }, serves: 'list-my-articles: ?status=' },
      { key: { scheduled_at: 1, _id: 1 }, partial: { status: 'scheduled' }, serves: 'publish-scheduled-articles' },
    ],
    shard_key: { _id: 'hashed' },
    outbox: true,
  },
)

/** Every version of every article that was ever changed, the present one included. */
export const Revisions = collection(
  'article_revisions',
  { _id: z.string(), article_id: objectId, number: z.int(), ...writing, size: z.int(), created_at: date, created_by: objectId },
  {
    indexes: [{ key: { article_id: 1, number: -1 }, unique: true, serves: 'list-revisions; remove-article-traces' }],
    shard_key: { article_id: 1 },
  },
)

/**
 * Slugs with whose they are or once were: `articles/hello-world`. What must be unique over all shards has to be the key
 * by which a collection is sharded, so it cannot be an index of `articles`.
 */
export const Slugs = collection(
  'slugs',
  {
    _id: z.string(),
    owner_id: objectId,
    /** The slug without its number. */
    stem: z.string(),
    /** The highest number that was given out behind this slug. */
    last_number: z.int(),
  },
  {
    indexes: [{ key: { owner_id: 1, stem: 1 }, serves: 'update-article: a slug that it had before; remove-article-traces' }],
    shard_key: { _id: 'hashed' },
  },
)

export const Categories = collection(
  'categories',
  {
    _id: objectId,
    name: z.string(),
    slug: z.string(),
    description: z.string().nullable(),
    parent_id: objectId.nullable(),
    articles_count: z.int(),
  },
  {
    indexes: [
      { key: { name: 1, _id: 1 }, serves: 'list-categories' },
      { key: { parent_id: 1 }, serves: 'delete-category: whether it has children' },
    ],
  },
)

/** One document that every change to the shape of the tree writes to, so that two of them cannot commit side by side. */
export const CategoryTrees = collection('category_trees', { _id: z.string(), changes: z.int() })

/** Tags that were ever published. */
export const Tags = collection(
  'tags',
  { _id: objectId, name: z.string(), articles_count: z.int() },
  { indexes: [{ key: { name: 1 }, unique: true, serves: 'list-tags; count-engagement' }], shard_key: { name: 1 } },
)

export type ArticleDocument = DocumentOf<typeof Articles>
export type RevisionDocument = DocumentOf<typeof Revisions>
export type CategoryDocument = DocumentOf<typeof Categories>
export type Writing = Pick<ArticleDocument, keyof typeof writing>

/** A revision's key: the same for the same article and number, so that it is there once. */
export function revisionKey(articleId: ObjectId, number: number): string {
  return `${articleId.toHexString()}/${number}`
}
