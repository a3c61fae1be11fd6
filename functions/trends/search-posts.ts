import { http } from '../../shared/runtime/http.ts'
import { holdsWordsOf } from '../../shared/store/search-terms.ts'
import { searchPosts } from './contract.ts'
import { visiblePage } from './visible-page.ts'

/** Finds posts by their words. */
export const handler = http(searchPosts, async ({ query: { q }, user, db, list, now }) =>
  visiblePage(db, { filter: { search_terms: holdsWordsOf(q) }, request: list, viewer: user, now }),
)
