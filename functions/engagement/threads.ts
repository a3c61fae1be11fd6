import type { Document } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { fittingPage, keysetPage, type ListRequest, type Page } from '../../shared/store/page.ts'
import { type CommentDocument, Comments } from './model.ts'
import type { SubjectReference } from './visible-subject.ts'

export type ThreadDocument = CommentDocument & { readonly replies: CommentDocument[] }

export type CommentOrder = 'oldest' | 'newest'

const shownReplies = 3
const oldestFirst = { created_at: 1, _id: 1 } as const
const newestFirst = { created_at: -1, _id: -1 } as const

const sortOf = (order: CommentOrder) => (order === 'oldest' ? oldestFirst : newestFirst)

// A deleted comment keeps its place as long as there are answers to it.
const keptWith = (answers: string): Document => ({ $match: { $or: [{ is_deleted: false }, { [answers]: { $ne: [] } }] } })

const keptReplies: Document[] = [
  {
    $lookup: {
      from: Comments.name,
      localField: '_id',
      foreignField: 'parent_id',
      pipeline: [{ $match: { is_deleted: false } }, { $limit: 1 }, { $project: { _id: 1 } }],
      as: 'answers',
    },
  },
  keptWith('answers'),
]

const asDocuments: Document = { $unset: ['outbox', 'answers'] }

/** A page of the top-level comments on a subject with the oldest replies of each. One read. */
export async function threadsOn(db: Db, subject: SubjectReference, order: CommentOrder, request: ListRequest): Promise<Page<ThreadDocument>> {
  const { subject_type, subject_id } = subject
  const replies: Document = {
    $lookup: {
      from: Comments.name,
      localField: '_id',
      foreignField: 'thread_id',
      pipeline: [{ $match: { subject_type, subject_id } }, { $sort: oldestFirst }, ...keptReplies, { $limit: shownReplies }, asDocuments],
      as: 'replies',
    },
  }
  const sort = sortOf(order)
  const page = await keysetPage(request, sort, (position, limit) =>
    db.aggregate<ThreadDocument>(Comments, [
      { $match: { subject_type, subject_id, thread_id: null, ...position } },
      { $sort: sort },
      replies,
      keptWith('replies'),
      { $limit: limit },
      asDocuments,
    ]),
  )
  const bytesOfThread = (thread: ThreadDocument) => [thread, ...thread.replies].reduce((sum, comment) => sum + bytesOf(comment), 0)
  return fittingPage(page, request, sort, bytesOfThread)
}

/** A page of the replies that a filter names. One read. */
export async function repliesWhere(db: Db, filter: Document, order: CommentOrder, request: ListRequest): Promise<Page<CommentDocument>> {
  const sort = sortOf(order)
  const page = await keysetPage(request, sort, (position, limit) =>
    db.aggregate<CommentDocument>(Comments, [{ $match: { ...filter, ...position } }, { $sort: sort }, ...keptReplies, { $limit: limit }, asDocuments]),
  )
  return fittingPage(page, request, sort, bytesOf)
}

// The text as JSON, a summary for its author and for each one mentioned, and the fields that every comment has.
function bytesOf({ content, mentions }: CommentDocument): number {
  return Buffer.byteLength(JSON.stringify(content)) + 500 * (mentions.length + 2)
}
