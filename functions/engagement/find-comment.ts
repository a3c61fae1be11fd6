import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import type { SubjectView, Viewer } from '../../shared/subjects.ts'
import { hiddenUsers } from '../graph/public.ts'
import { type CommentDocument, Comments } from './model.ts'
import { visibleSubject } from './visible-subject.ts'

interface FoundComment {
  readonly comment: CommentDocument
  /** What it is a comment on. */
  readonly subject: SubjectView
}

/** A comment, if it is there and the viewer may see it and what it is on. A deleted one is there as long as answers to it are. */
export async function findComment(db: Db, id: ObjectId, viewer: Viewer): Promise<FoundComment | undefined> {
  const comment = await db.get(Comments, id)
  const subject = comment && (await visibleSubject(db, comment, viewer))
  if (!subject || (comment.is_deleted && !(await isAnswered(db, comment)))) return undefined
  if ((await hiddenUsers(db, viewer?.id, [comment.user_id])).size > 0) return undefined
  return { comment, subject }
}

async function isAnswered(db: Db, comment: CommentDocument): Promise<boolean> {
  const filter = { ...repliesTo(comment), is_deleted: false }
  return (await db.find(Comments, filter, { fields: { _id: 1 }, limit: 1 })).length > 0
}

/** The filter for what answers a comment: its whole thread for a top-level one, direct replies for any other. */
export function repliesTo({ _id, subject_type, subject_id, thread_id }: CommentDocument) {
  return thread_id === null ? { subject_type, subject_id, thread_id: _id } : { parent_id: _id }
}
