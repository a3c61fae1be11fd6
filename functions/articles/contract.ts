import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { futureTime, id, listQuery, page, text } from '../../shared/contract/fields.ts'
import { schedule, worker } from '../../shared/contract/worker.ts'
import { publicationStatuses } from '../../shared/contract/publication.ts'
import { mediaReleased } from '../media/contract.ts'
import {
  articleDeleted,
  articlePublicationFailed,
  articlePublished,
  articleRetagged,
  articleUnpublished,
} from './events.ts'
import { Article, articleFields, tagName } from './schemas.ts'

export * from './events.ts'
export * from './revision-contract.ts'
export { Article, Tag } from './schemas.ts'
export * from './taxonomy-contract.ts'

const etag = ['revision', 'status'] as const
const uses = ['media-links'] as const

const changes = z.object(articleFields).partial().shape
const references = { category_not_found: 422, media_not_found: 422 } as const

export const createArticle = endpoint({
  id: 'create-article',
  method: 'POST',
  path: '/v1/articles',
  summary: 'Write an article; it begins as a draft',
  auth: 'user',
  body: z.strictObject({ ...changes, title: articleFields.title, content: articleFields.content }),
  response: { 201: Article },
  uses,
  problems: references,
  transaction: ['featured_media_id'],
  etag,
})

const filters = { author_id: id.optional(), category_id: id.optional(), tag: tagName.optional() }

export const listArticles = endpoint({
  id: 'list-articles',
  method: 'GET',
  path: '/v1/articles',
  summary: 'Published articles',
  description: 'A page holds fewer articles than `limit` where they are very long. `q` finds articles that hold all of its words.',
  auth: 'public',
  query: listQuery({
    ...filters,
    q: text(200, { min: 1 }).optional(),
    sort: z.enum(['newest', 'popular']).default('newest'),
  }),
  response: { 200: page(Article) },
  uses,
  problems: { category_not_found: 422 },
})

export const listMyArticles = endpoint({
  id: 'list-my-articles',
  method: 'GET',
  path: '/v1/me/articles',
  summary: 'Your own articles, the latest begun first',
  auth: 'user',
  query: listQuery({ status: z.enum(publicationStatuses).optional() }),
  response: { 200: page(Article) },
  uses,
})

export const getArticle = endpoint({
  id: 'get-article',
  method: 'GET',
  path: '/v1/articles/{article_id}',
  summary: 'An article',
  auth: 'public',
  response: { 200: Article },
  uses,
  problems: { article_not_found: 404 },
  etag,
})

export const getArticleBySlug = endpoint({
  id: 'get-article-by-slug',
  method: 'GET',
  path: '/v1/articles/by-slug/{slug}',
  summary: 'An article by its slug',
  description: 'A slug that the article had before answers 308 with the present one in `Location`.',
  auth: 'public',
  params: { slug: z.string().min(1).max(200) },
  response: { 200: Article, 308: null },
  uses,
  problems: { article_not_found: 404 },
  etag,
})

export const updateArticle = endpoint({
  id: 'update-article',
  method: 'PATCH',
  path: '/v1/articles/{article_id}',
  summary: 'Edit an article',
  description: 'An edit of a published article is live at once. The slug follows the title.',
  auth: 'user',
  body: z.strictObject(changes),
  response: { 200: Article },
  uses,
  problems: { article_not_found: 404, forbidden: 403, ...references },
  emits: [articleRetagged],
  transaction: true,
  etag,
  if_match: true,
})

export const deleteArticle = endpoint({
  id: 'delete-article',
  method: 'DELETE',
  path: '/v1/articles/{article_id}',
  summary: 'Delete an article',
  auth: 'user',
  response: { 204: null },
  problems: { article_not_found: 404, forbidden: 403 },
  emits: [articleDeleted, mediaReleased],
  etag,
  if_match: true,
})

export const publishArticle = endpoint({
  id: 'publish-article',
  method: 'POST',
  path: '/v1/articles/{article_id}/publish',
  summary: 'Publish a draft now, or at a later time',
  description: 'With `publish_at` the present revision is what will be published, whatever is edited meanwhile.',
  auth: 'user',
  body: z.strictObject({ publish_at: futureTime.optional() }),
  response: { 200: Article },
  uses,
  problems: { article_not_found: 404, forbidden: 403, already_published: 409 },
  emits: [articlePublished],
  etag,
  if_match: true,
})

export const unpublishArticle = endpoint({
  id: 'unpublish-article',
  method: 'POST',
  path: '/v1/articles/{article_id}/unpublish',
  summary: 'Make a published or scheduled article a draft again',
  auth: 'user',
  response: { 200: Article },
  uses,
  problems: { article_not_found: 404, forbidden: 403, not_published: 409 },
  emits: [articleUnpublished],
  etag,
  if_match: true,
})

export const getArticlesFeed = endpoint({
  id: 'get-articles-feed',
  method: 'GET',
  path: '/v1/feeds/articles.atom',
  summary: 'The newest 50 articles as an Atom feed',
  auth: 'public',
  query: z.strictObject(filters),
  response: { 200: z.string(), 304: null },
  uses,
  produces: 'application/atom+xml; charset=utf-8',
  problems: { category_not_found: 422 },
  cache_control: 'public, max-age=60',
})

export const publishScheduledArticles = schedule({
  id: 'publish-scheduled-articles',
  summary: 'Publishes the articles that are due, each as it was when it was scheduled',
  expression: 'rate(1 minute)',
  emits: [articlePublished, articlePublicationFailed],
  impact: 'Scheduled articles do not appear at their time.',
})

export const removeArticleTraces = worker({
  id: 'remove-article-traces',
  summary: 'Removes the revisions and slugs of a deleted article',
  on: [articleDeleted],
  impact: 'Revisions of deleted articles stay in the database, and their slugs stay taken.',
})
