import { http, reply } from '../../shared/runtime/http.ts'
import { getArticleBySlug } from './contract.ts'
import { Articles, Slugs } from './model.ts'
import { presentVisible } from './present.ts'
import { slugKey } from './slugs.ts'

/** Answers the article that has this slug, and sends on from one that it had before. */
export const handler = http(getArticleBySlug, async ({ params: { slug }, user, db, problem }) => {
  const claim = await db.get(Slugs, slugKey('articles', slug))
  const article = claim && (await presentVisible(db, await db.get(Articles, claim.owner_id), user))
  if (!article) throw problem('article_not_found')
  if (article.slug !== slug) return reply(308, undefined, { location: `/v1/articles/by-slug/${encodeURIComponent(article.slug)}` })
  return reply(200, article)
})
