import type { ObjectId } from 'mongodb'
import { hasRole } from '../../shared/contract/roles.ts'
import type { Viewer } from '../../shared/subjects.ts'
import type { PostDocument } from './model.ts'

type Someone = { readonly id: ObjectId } | undefined
type Guarded = Pick<PostDocument, 'user_id' | 'status' | 'visibility' | 'mentions'>

/** How a viewer stands to the author of a post. */
export interface Standing {
  /** Only those whom a private account has accepted see what it publishes. */
  readonly is_private: boolean
  readonly is_follower: boolean
  /** A block, from either side. */
  readonly is_parted: boolean
}

/**
 * Who sees a post: its author always; once it is published everyone, the followers or who is mentioned, as it says. A
 * private account narrows each of these to its followers, and a block ends all of it. Roles change nothing.
 */
export function isVisibleTo(viewer: Someone, post: Guarded, standing: Standing): boolean {
  if (isAuthor(viewer, post)) return true
  if (post.status !== 'published' || !admits(standing)) return false
  if (post.visibility === 'public') return true
  return post.visibility === 'followers' ? standing.is_follower : viewer !== undefined && mentions(post, viewer.id)
}

/** Whether an account shows someone what it publishes for everyone. */
export function admits({ is_private, is_follower, is_parted }: Standing): boolean {
  return !is_parted && (!is_private || is_follower)
}

/** Whether anyone may pass a post on, by repost or quotation: it has to be for everyone, and its author's account too. */
export function isShareable({ status, visibility }: Guarded, { is_private }: Pick<Standing, 'is_private'>): boolean {
  return status === 'published' && visibility === 'public' && !is_private
}

/** Authors delete their own, moderators what they see. */
export function mayDelete(user: NonNullable<Viewer>, post: Guarded): boolean {
  return isAuthor(user, post) || hasRole(user.role, 'moderator')
}

export function isAuthor(viewer: Someone, { user_id }: Pick<Guarded, 'user_id'>): boolean {
  return viewer !== undefined && user_id.equals(viewer.id)
}

function mentions({ mentions }: Guarded, id: ObjectId): boolean {
  return mentions.some(({ user_id }) => user_id.equals(id))
}
