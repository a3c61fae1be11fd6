import type { ObjectId } from 'mongodb'
import * as z from 'zod'
import { count, id, text, time, webAddress } from '../../shared/contract/fields.ts'
import { publicationStatuses } from '../../shared/contract/publication.ts'
import { Media } from '../media/contract.ts'
import { UserSummary } from '../profiles/contract.ts'

export const Category = z
  .object({
    id,
    name: z.string(),
    slug: z.string(),
    description: z.string().nullable(),
    parent_id: id.nullable(),
    articles_count: count.describe('Published articles in this category, not in those below it.'),
  })
  .meta({ id: 'Category' })

export const Tag = z.object({ id, name: z.string(), articles_count: count }).meta({ id: 'Tag' })

export const Article = z
  .object({
    id,
    slug: z.string(),
    title: z.string(),
    content: z.string().describe('Markdown.'),
    content_html: z.string().describe('The content as HTML that is safe to show.'),
    excerpt: z.string().nullable(),
    author_id: id,
    author: UserSummary.nullable().describe('Null while the author’s account is being erased.'),
    category_ids: z.array(id),
    categories: z.array(Category),
    tags: z.array(z.string()),
    featured_image: Media.nullable(),
    canonical_url: z.string().nullable(),
    status: z.enum(publicationStatuses),
    is_published: z.boolean(),
    published_at: time.nullable(),
    scheduled_at: time.nullable(),
    revision: count,
    views_count: count,
    likes_count: count,
    comments_count: count,
    shares_count: count,
    liked: z.boolean(),
    bookmarked: z.boolean(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'Article' })

export const Revision = z
  .object({
    number: count,
    title: z.string(),
    content: z.string(),
    excerpt: z.string().nullable(),
    tags: z.array(z.string()),
    category_ids: z.array(id),
    featured_media_id: id.nullable(),
    featured_image: Media.nullable().describe('Null where it is gone.'),
    canonical_url: z.string().nullable(),
    created_at: time,
    created_by: id,
  })
  .meta({ id: 'Revision' })

/** A tag as it is stored and compared: composed, in lower case, with single spaces. */
export const tagName = text(50, { min: 1 }).transform((name) => name.normalize('NFC').toLowerCase().trim().replaceAll(/\s+/g, ' '))

const tagNames = z.array(tagName).max(20).transform((names) => [...new Set(names)])

const categoryIds = z
  .array(id)
  .max(10)
  .transform((ids) => [...new Map(ids.map((categoryId): [string, ObjectId] => [categoryId.toHexString(), categoryId])).values()])

/** What an author writes. */
export const articleFields = {
  title: text(200, { min: 1 }),
  content: text(100_000, { min: 1 }).describe('Markdown (CommonMark with GitHub’s extensions).'),
  excerpt: text(1000, { min: 1 }).nullable(),
  category_ids: categoryIds,
  tags: tagNames,
  featured_media_id: id.nullable(),
  canonical_url: webAddress.nullable(),
}

export const categoryFields = {
  name: text(100, { min: 1 }),
  description: text(1000, { min: 1 }).nullable(),
  parent_id: id.nullable(),
}
