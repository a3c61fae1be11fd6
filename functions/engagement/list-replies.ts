import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { listReplies } from './contract.ts'
import { findComment, repliesTo } from './find-comment.ts'
import { presentComments } from './present-comments.ts'
import { shownComments } from './shown-comments.ts'
import { repliesWhere } from './threads.ts'

/** The whole thread under a top-level comment, the direct replies to any other. */
export const handler = http(listReplies, async ({ params, query, user, db, list, problem }) => {
  const found = await findComment(db, params.comment_id, user)
  if (!found) throw problem('comment_not_found')
  const page = await repliesWhere(db, repliesTo(found.comment), query.sort, list)
  return withItems(page, await presentComments(db, await shownComments(db, user, page.items), user))
})
