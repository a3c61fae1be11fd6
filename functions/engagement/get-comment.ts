import { http } from '../../shared/runtime/http.ts'
import { getComment } from './contract.ts'
import { findComment } from './find-comment.ts'
import { presentComment } from './present-comments.ts'

/** A comment on what the caller may see. */
export const handler = http(getComment, async ({ params, user, db, problem }) => {
  const found = await findComment(db, params.comment_id, user)
  if (!found) throw problem('comment_not_found')
  return presentComment(db, found.comment, user)
})
