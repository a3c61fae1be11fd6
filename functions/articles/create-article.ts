import { countNames } from '../../shared/subjects.ts'
import { http } from '../../shared/runtime/http.ts'
import { createArticle } from './contract.ts'
import { featureMedium } from './featured-media.ts'
import { Articles } from './model.ts'
import { presentNew } from './present.ts'
import { claimSlug } from './slugs.ts'
import { derived, knownCategories } from './writing.ts'

/** Begins a draft. */
export const handler = http(createArticle, async ({ body, user, db, aside, now, newId, problem }) => {
  const { title, content, excerpt = null, category_ids = [], tags = [], featured_media_id = null, canonical_url = null } = body
  if ((await knownCategories(db, category_ids)).length < category_ids.length) throw problem('category_not_found')

  const _id = newId()
  const unpictured = { _id, status: 'draft' as const, featured_media_id: null }
  if (!(await featureMedium(db, unpictured, { media_id: featured_media_id, by: user.id, now }))) throw problem('media_not_found')
  const writing = { title, content, excerpt, category_ids, tags, featured_media_id, canonical_url }
  const [slug, rendered] = await Promise.all([claimSlug(aside, 'articles', title, _id), derived(writing)])
  const article = await db.insert(Articles, {
    _id,
    author_id: user.id,
    slug,
    ...writing,
    ...rendered,
    status: 'draft',
    revision: 1,
    revisions: 1,
    scheduled_revision: null,
    scheduled_at: null,
    published_at: null,
    was_published: false,
    counts: noCounts(),
    popularity: 0,
    created_at: now,
    updated_at: now,
  })
  return presentNew(db, article, user)
})

function noCounts() {
  return Object.fromEntries(countNames.map((name) => [name, 0])) as Record<(typeof countNames)[number], number>
}
