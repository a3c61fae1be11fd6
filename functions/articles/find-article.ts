import type { ObjectId } from 'mongodb'
import type { Problem } from '../../shared/contract/problems.ts'
import type { Db } from '../../shared/store/database.ts'
import type { Viewer } from '../../shared/subjects.ts'
import { hiddenUsers } from '../graph/public.ts'
import { type ArticleDocument, Articles } from './model.ts'
import { canEdit, isAuthor, isVisibleTo } from './policy.ts'

type Refuse = (code: 'article_not_found' | 'forbidden') => Problem

/** The article, if it is there and the viewer may see it. */
async function findVisible(db: Db, id: ObjectId, viewer: Viewer): Promise<ArticleDocument | undefined> {
  const article = await db.get(Articles, id)
  if (!article || !isVisibleTo(viewer, article)) return undefined
  return (await hiddenUsers(db, viewer?.id, [article.author_id])).size === 0 ? article : undefined
}

/** The article as someone who may edit it finds it; throws who may not. */
export async function findEditable(db: Db, id: ObjectId, viewer: Viewer, refuse: Refuse): Promise<ArticleDocument> {
  const article = await findVisible(db, id, viewer)
  if (!article) throw refuse('article_not_found')
  if (!canEdit(viewer, article)) throw refuse('forbidden')
  return article
}

/** The article as its author finds it; throws for everyone else. */
export async function findOwn(db: Db, id: ObjectId, viewer: Viewer, refuse: Refuse): Promise<ArticleDocument> {
  const article = await findVisible(db, id, viewer)
  if (!article) throw refuse('article_not_found')
  if (!isAuthor(viewer, article)) throw refuse('forbidden')
  return article
}

/** The filter for an article as it was read: a write under it changes nothing that someone else has changed meanwhile. */
export function asRead({ _id, revision, revisions, status, scheduled_at }: ArticleDocument) {
  return { _id, revision, revisions, status, scheduled_at }
}
