import * as z from 'zod'
import { event } from '../../shared/contract/event.ts'
import { id, time } from '../../shared/contract/fields.ts'

const article = { article_id: id, author_id: id, published_at: time }

/** What a published article is counted under. */
const taxonomy = { category_ids: z.array(id), tags: z.array(z.string()) }

/** `is_first` is false when it was published before. */
export const articlePublished = event('article.published', {
  ...article,
  ...taxonomy,
  title: z.string(),
  slug: z.string(),
  is_first: z.boolean(),
})

export const articleUnpublished = event('article.unpublished', { ...article, ...taxonomy })

/** `was_published` tells whether it was public when it was deleted. */
export const articleDeleted = event('article.deleted', {
  ...article,
  ...taxonomy,
  published_at: time.nullable(),
  was_published: z.boolean(),
})

/** A published article's categories or tags were changed. */
export const articleRetagged = event('article.retagged', { article_id: id, before: z.object(taxonomy), after: z.object(taxonomy) })

/** A scheduled publication could not happen: the article is a draft again. */
export const articlePublicationFailed = event('article.publication_failed', {
  article_id: id,
  author_id: id,
  title: z.string(),
  scheduled_at: time,
})
