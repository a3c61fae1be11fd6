import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { listBookmarks } from './contract.ts'
import { Bookmarks } from './model.ts'
import { presentBookmarks } from './present-bookmarks.ts'

/** What the caller keeps and may still see, the latest first. */
export const handler = http(listBookmarks, async ({ query: { subject_type }, user, db, list }) => {
  const filter = { user_id: user.id, ...(subject_type && { subject_type }) }
  const page = await db.page(Bookmarks, { filter, sort: { at: -1, _id: -1 }, request: list })
  return withItems(page, await presentBookmarks(db, page.items, user))
})
