import { http } from '../../shared/runtime/http.ts'
import { bookmarkRemoved, removeBookmark } from './contract.ts'
import { Bookmarks } from './model.ts'

/** Takes a bookmark back, also from what is gone or hidden: the answer is the same whether or not there was one. */
export const handler = http(removeBookmark, async ({ params, user, db }) => {
  const edge = { ...params, user_id: user.id }
  const bookmark = await db.get(Bookmarks, edge)
  if (!bookmark) return
  const { _id: bookmark_id, owner_id, at: bookmarked_at } = bookmark
  await db.remove(Bookmarks, bookmark_id, { emit: [bookmarkRemoved({ ...edge, owner_id, bookmark_id, bookmarked_at })] })
})
