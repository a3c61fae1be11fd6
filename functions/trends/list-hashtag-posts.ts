import { http } from '../../shared/runtime/http.ts'
import { hashtagName } from '../../shared/text/hashtags.ts'
import { listHashtagPosts } from './contract.ts'
import { visiblePage } from './visible-page.ts'

/** Lists the posts with a hashtag. */
export const handler = http(listHashtagPosts, async ({ params: { name }, user, db, list, now }) =>
  visiblePage(db, { filter: { hashtags: hashtagName(name) }, request: list, viewer: user, now }),
)
