import { createHash } from 'node:crypto'
import * as z from 'zod'
import { configuration } from '../../shared/runtime/environment.ts'
import { http, reply } from '../../shared/runtime/http.ts'
import { namesTag } from '../../shared/runtime/http/version.ts'
import { withoutHidden } from '../graph/public.ts'
import { type FeedEntry, writeFeed } from './atom.ts'
import { boundedPage } from './bounded-page.ts'
import { getArticlesFeed } from './contract.ts'
import { Articles } from './model.ts'
import { presentArticles } from './present.ts'
import { newestFirst, publishedFilter } from './published.ts'
import type { Article } from './schemas.ts'

const length = 50
const settings = configuration({ PUBLIC_URL: z.url() })

/** Writes the newest articles as a feed, the same for every reader but for whom a block hides from one, or says that it has not changed. */
export const handler = http(getArticlesFeed, async ({ query, user, db, list, problem, request }) => {
  const filter = await publishedFilter(db, query, problem)
  const found = await boundedPage(db, Articles, { filter, sort: newestFirst, request: { ...list, limit: length } })
  const shown = await withoutHidden(db, user?.id, found.items, ({ author_id }) => author_id)
  const articles = await presentArticles(db, shown, undefined)
  const selection = selectionOf(query)
  const feed = writeFeed({
    id: `urn:atrium:feed:articles${selection}`,
    title: 'Articles',
    updated: new Date(Math.max(0, ...articles.map(({ updated_at }) => updated_at.getTime()))),
    self: address(`/v1/feeds/articles.atom${selection}`),
    entries: articles.map(toEntry),
  })
  const etag = `"${createHash('sha256').update(feed).digest('base64url')}"`
  const headers = { etag, ...(user && { 'cache-control': 'private, max-age=60' }) }
  const seen = request.headers['if-none-match'] ?? ''
  return namesTag(seen, etag, { weak: true }) ? reply(304, undefined, headers) : reply(200, feed, headers)
})

function toEntry(article: z.output<typeof Article>): FeedEntry {
  const { id, title, author, updated_at, excerpt, content_html, categories, tags } = article
  return {
    id: `urn:atrium:article:${id.toHexString()}`,
    title,
    author: author?.full_name ?? author?.username ?? 'Unknown',
    link: article.canonical_url ?? address(`/v1/articles/by-slug/${encodeURIComponent(article.slug)}`),
    published: article.published_at ?? updated_at,
    updated: updated_at,
    summary: excerpt,
    html: content_html,
    categories: [...categories.map(({ name }) => name), ...tags],
  }
}

function selectionOf(query: { author_id?: unknown; category_id?: unknown; tag?: unknown }): string {
  const parameters = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])
  return parameters.length === 0 ? '' : `?${new URLSearchParams(parameters).toString()}`
}

function address(path: string): string {
  return new URL(path, settings().PUBLIC_URL).href
}
