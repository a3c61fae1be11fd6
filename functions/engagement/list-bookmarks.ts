import { http } from '../../shared/runtime/http.ts'
import { fittingPage, withItems } from '../../shared/store/page.ts'
import { listBookmarks } from './contract.ts'
import { Bookmarks } from './model.ts'
import { presentBookmarks } from './present-bookmarks.ts'

const latestFirst = { at: -1, _id: -1 } as const

/** What the caller keeps and may still see, the latest first. */
export const handler = http(listBookmarks, async ({ query: { subject_type }, user, db, list }) => {
  const filter = { user_id: user.id, ...(subject_type && { subject_type }) }
  const page = await db.page(Bookmarks, { filter, sort: latestFirst, request: list })
  const presented = await presentBookmarks(db, page.items, user)
  const both = page.items.map((bookmark, at) => ({ ...bookmark, presented: presented[at] }))
  const fitting = await fittingPage(withItems(page, both), list, latestFirst, (item) => bytesOf(item.presented))
  return withItems(fitting, fitting.items.flatMap((item) => item.presented ?? []))
})

function bytesOf(bookmark: unknown): number {
  return Buffer.byteLength(JSON.stringify(bookmark) ?? '')
}
