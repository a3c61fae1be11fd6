import * as z from 'zod'
import { event } from '../../shared/contract/event.ts'
import { id, time } from '../../shared/contract/fields.ts'

const article = { article_id: id, author_id: id, published_at: time }

/** `is_first` is false when it was published before. */
export const articlePublished = event('article.published', { ...article, title: z.string(), slug: z.string(), is_first: z.boolean() })
export const articleUnpublished = event('article.unpublished', article)
/** `was_published` tells whether it was public when it was deleted. */
export const articleDeleted = event('article.deleted', { ...article, published_at: time.nullable(), was_published: z.boolean() })
