import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { listQuery, page } from '../../shared/contract/fields.ts'
import { articleRetagged } from './events.ts'
import { Article, Revision } from './schemas.ts'

const number = z
  .string()
  .regex(/^[1-9]\d{0,8}$/)
  .transform(Number)
  .meta({ override: { type: 'integer', minimum: 1, maximum: 999_999_999 } })

export const listRevisions = endpoint({
  id: 'list-revisions',
  method: 'GET',
  path: '/v1/articles/{article_id}/revisions',
  summary: 'Every version of your article, the latest first',
  description: 'A page holds fewer revisions than `limit` where they are very long.',
  auth: 'user',
  query: listQuery(),
  response: { 200: page(Revision) },
  uses: ['media-links'],
  problems: { article_not_found: 404, forbidden: 403 },
})

export const getRevision = endpoint({
  id: 'get-revision',
  method: 'GET',
  path: '/v1/articles/{article_id}/revisions/{number}',
  summary: 'One version of your article',
  auth: 'user',
  params: { number },
  response: { 200: Revision },
  uses: ['media-links'],
  problems: { revision_not_found: 404, article_not_found: 404, forbidden: 403 },
})

export const restoreRevision = endpoint({
  id: 'restore-revision',
  method: 'POST',
  path: '/v1/articles/{article_id}/revisions/{number}/restore',
  summary: 'Make an earlier version the present one',
  description: 'The restored text becomes a revision of its own. Categories that no longer exist are left out.',
  auth: 'user',
  params: { number },
  response: { 200: Article },
  uses: ['media-links'],
  problems: { revision_not_found: 404, article_not_found: 404, forbidden: 403 },
  emits: [articleRetagged],
  transaction: true,
  etag: ['revision', 'status'],
  if_match: true,
})
