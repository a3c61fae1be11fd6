import { type Db as MongoDb, type Document, ObjectId } from 'mongodb'
import { newUser, Users } from '../../functions/profiles/public.ts'
import { subjectOf } from '../../functions/subjects.ts'
import { countNames } from '../../shared/subjects.ts'

/** Who wrote what. */
export interface Readership {
  readonly authors: readonly ObjectId[]
  readonly articles: readonly { readonly id: ObjectId; readonly owner_id: ObjectId }[]
}

const authorsCount = 100

export function newReadership(articlesCount: number): Readership {
  const authors = Array.from({ length: authorsCount }, () => new ObjectId())
  const articles = Array.from({ length: articlesCount }, (_, at) => ({ id: new ObjectId(), owner_id: authors[at % authorsCount] as ObjectId }))
  return { authors, articles }
}

/** Puts authors and their published articles into a database. */
export async function publish(database: MongoDb, { authors, articles }: Readership): Promise<void> {
  const now = new Date()
  const users = authors.map((_id) => ({ ...newUser({ _id, username: _id.toHexString(), email: `${_id.toHexString()}@example.org`, full_name: null }, now) }))
  await database.collection(Users.name).insertMany(users)
  await database.collection(subjectOf('articles').collection.name).insertMany(articles.map((article) => published(article, now)))
}

function published({ id, owner_id }: Readership['articles'][number], now: Date): Document {
  const content = 'Something to read. '.repeat(200)
  return {
    _id: id,
    author_id: owner_id,
    slug: id.toHexString(),
    title: 'Something to read',
    content,
    content_html: `<p>${content}</p>`,
    excerpt: null,
    size: 2 * content.length,
    search_terms: ['something', 'read'],
    category_ids: [],
    tags: [],
    featured_media_id: null,
    canonical_url: null,
    status: 'published',
    revision: 1,
    revisions: 1,
    scheduled_revision: null,
    scheduled_at: null,
    published_at: now,
    was_published: true,
    counts: Object.fromEntries(countNames.map((name) => [name, 0])),
    popularity: 0,
    created_at: now,
    updated_at: now,
  }
}
