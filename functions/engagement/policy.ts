import type { Caller } from '../../shared/runtime/http.ts'
import { hasRole } from '../../shared/contract/roles.ts'
import type { CommentDocument } from './model.ts'

type Ownership = Pick<CommentDocument, 'user_id' | 'owner_id'>

/** Only its author changes a comment. */
export function mayEdit(user: Caller, comment: Ownership): boolean {
  return comment.user_id.equals(user.id)
}

/** Its author deletes a comment, and so do whose subject it is on and moderators. */
export function mayDelete(user: Caller, comment: Ownership): boolean {
  return comment.user_id.equals(user.id) || comment.owner_id.equals(user.id) || hasRole(user.role, 'moderator')
}
