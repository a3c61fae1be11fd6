import { http } from '../../shared/runtime/http.ts'
import { bookmarkCreated, bookmarkSubject } from './contract.ts'
import { Bookmarks } from './model.ts'
import { presentBookmarks } from './present-bookmarks.ts'
import { visibleSubject } from './visible-subject.ts'

/** Keeps what the caller may see; once, however often it is asked for. */
export const handler = http(bookmarkSubject, async ({ params, user, db, now, newId, problem }) => {
  const subject = await visibleSubject(db, params, user)
  if (!subject) throw problem('subject_not_found')

  const edge = { ...params, user_id: user.id }
  const bookmark = { _id: newId(), ...edge, owner_id: subject.owner_id, at: now }
  const event = bookmarkCreated({ ...edge, owner_id: bookmark.owner_id, bookmark_id: bookmark._id, bookmarked_at: bookmark.at })
  const { document } = await db.insertOnce(Bookmarks, edge, bookmark, { emit: [event] })
  const [presented] = await presentBookmarks(db, [document], user)
  if (!presented) throw problem('subject_not_found')
  return presented
})
