import type * as z from 'zod'
import type { Db } from '../../shared/store/database.ts'
import { distinct } from '../../shared/store/ids.ts'
import type { Viewer } from '../../shared/subjects.ts'
import { unmarked, type ViewerMarks, viewerMarks } from '../engagement/public.ts'
import { hiddenUsers } from '../graph/public.ts'
import { presentMedia } from '../media/public.ts'
import { summarize } from '../profiles/public.ts'
import { type ArticleDocument, Categories, type CategoryDocument } from './model.ts'
import { isVisibleTo } from './policy.ts'
import type { Article, Category } from './schemas.ts'

/** Articles as `viewer` gets them, in the order given. One read for each kind of thing they refer to, however many. */
export function presentArticles(db: Db, articles: readonly ArticleDocument[], viewer: Viewer): Promise<z.output<typeof Article>[]> {
  return presentMarked(db, articles, viewer, viewerMarks(db, viewer, 'articles', articles.map(({ _id }) => _id)))
}

/** An article that was begun just now: nobody has marked it. */
export async function presentNew(db: Db, article: ArticleDocument, author: Viewer): Promise<z.output<typeof Article>> {
  const [presented] = await presentMarked(db, [article], author, unmarked)
  return presented as z.output<typeof Article>
}

async function presentMarked(
  db: Db,
  articles: readonly ArticleDocument[],
  viewer: Viewer,
  marking: ViewerMarks | Promise<ViewerMarks>,
): Promise<z.output<typeof Article>[]> {
  const [authors, categories, pictures, marks] = await Promise.all([
    summarize(db, distinct(articles.map(({ author_id }) => author_id)), viewer?.id),
    categoriesOf(db, articles),
    presentMedia(db, articles.flatMap(({ featured_media_id }) => featured_media_id ?? [])),
    marking,
  ])
  return articles.map((article) => {
    const hex = article._id.toHexString()
    return toArticle(article, {
      author: authors.get(article.author_id.toHexString()) ?? null,
      // A category that was deleted leaves its id in the articles it had.
      categories: article.category_ids.flatMap((id) => categories.get(id.toHexString()) ?? []),
      featured_image: (article.featured_media_id && pictures.get(article.featured_media_id.toHexString())) ?? null,
      liked: marks.liked.has(hex),
      bookmarked: marks.bookmarked.has(hex),
    })
  })
}

/** The same, without those of people on either side of a block with the viewer. */
export async function presentShown(db: Db, articles: readonly ArticleDocument[], viewer: Viewer): Promise<z.output<typeof Article>[]> {
  const [hidden, presented] = await Promise.all([
    hiddenUsers(db, viewer?.id, articles.map(({ author_id }) => author_id)),
    presentArticles(db, articles, viewer),
  ])
  return presented.filter(({ author_id }) => !hidden.has(author_id.toHexString()))
}

/** An article as `viewer` gets it. */
export async function presentArticle(db: Db, article: ArticleDocument, viewer: Viewer): Promise<z.output<typeof Article>> {
  const [presented] = await presentArticles(db, [article], viewer)
  return presented as z.output<typeof Article>
}

/** The article as `viewer` gets it, if it is there and they may see it. */
export async function presentVisible(
  db: Db,
  article: ArticleDocument | null,
  viewer: Viewer,
): Promise<z.output<typeof Article> | undefined> {
  if (!article || !isVisibleTo(viewer, article)) return undefined
  const [shown] = await presentShown(db, [article], viewer)
  return shown
}

export function presentCategory({ _id, articles_count, ...category }: CategoryDocument): z.output<typeof Category> {
  return { id: _id, ...category, articles_count: Math.max(0, articles_count) }
}

type Surroundings = Pick<z.output<typeof Article>, 'author' | 'categories' | 'featured_image' | 'liked' | 'bookmarked'>

function toArticle(article: ArticleDocument, surroundings: Surroundings): z.output<typeof Article> {
  const { counts } = article
  return {
    id: article._id,
    slug: article.slug,
    title: article.title,
    content: article.content,
    content_html: article.content_html,
    excerpt: article.excerpt,
    author_id: article.author_id,
    category_ids: surroundings.categories.map(({ id }) => id),
    tags: article.tags,
    canonical_url: article.canonical_url,
    status: article.status,
    is_published: article.status === 'published',
    published_at: article.published_at,
    scheduled_at: article.scheduled_at,
    revision: article.revision,
    views_count: counts.views,
    likes_count: counts.likes,
    comments_count: counts.comments,
    shares_count: counts.shares,
    created_at: article.created_at,
    updated_at: article.updated_at,
    ...surroundings,
  }
}

async function categoriesOf(db: Db, articles: readonly ArticleDocument[]): Promise<Map<string, z.output<typeof Category>>> {
  const ids = distinct(articles.flatMap(({ category_ids }) => category_ids))
  if (ids.length === 0) return new Map()
  const found = await db.find(Categories, { _id: { $in: ids } })
  return new Map(found.map((category) => [category._id.toHexString(), presentCategory(category)]))
}
