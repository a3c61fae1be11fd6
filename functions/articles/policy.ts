import type { ObjectId } from 'mongodb'
import { hasRole } from '../../shared/contract/roles.ts'
import type { Viewer } from '../../shared/subjects.ts'
import type { ArticleDocument } from './model.ts'

type Guarded = Pick<ArticleDocument, 'author_id' | 'status'>

/** What is published is for everyone, the rest for its author alone. */
export function isVisibleTo(viewer: Viewer, article: Guarded): boolean {
  return article.status === 'published' || isAuthor(viewer, article)
}

/** Authors edit and delete their own, moderators what is published. */
export function canEdit(viewer: Viewer, article: Guarded): boolean {
  return isAuthor(viewer, article) || (viewer !== undefined && article.status === 'published' && hasRole(viewer.role, 'moderator'))
}

export function isAuthor(viewer: { readonly id: ObjectId } | undefined, { author_id }: Pick<Guarded, 'author_id'>): boolean {
  return viewer !== undefined && author_id.equals(viewer.id)
}
