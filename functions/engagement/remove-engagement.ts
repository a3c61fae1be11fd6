import type { ObjectId } from 'mongodb'
import type { Filter } from 'mongodb'
import type { Delivered } from '../../shared/contract/event.ts'
import { eachEvent } from '../../shared/runtime/worker.ts'
import type { Collection } from '../../shared/store/collection.ts'
import type { Db } from '../../shared/store/database.ts'
import { releaseOf } from './comment-media.ts'
import { removalContinued, removeEngagement } from './contract.ts'
import { Bookmarks, Comments, Likes, Shares, Views } from './model.ts'
import type { SubjectReference } from './visible-subject.ts'

const pageSize = 500

interface Attached extends SubjectReference {
  readonly _id: ObjectId
}

/** Removes what hung on a subject that is gone, a page of each kind at a time, and sees to it that the rest follows. */
export const handler = eachEvent(removeEngagement, async ({ event, db }) => {
  const gone = goneSubject(event)
  if (await leavesMore(db, gone)) await db.emit([removalContinued(gone)])
})

function goneSubject(event: Delivered<(typeof removeEngagement.on)[number]>): SubjectReference {
  if (event.type === 'article.deleted') return { subject_type: 'articles', subject_id: event.data.article_id }
  if (event.type === 'post.deleted') return { subject_type: 'posts', subject_id: event.data.post_id }
  if (event.type === 'comment.deleted') return { subject_type: 'comments', subject_id: event.data.comment_id }
  return event.data
}

async function leavesMore(db: Db, { subject_type, subject_id }: SubjectReference): Promise<boolean> {
  const gone = { subject_type, subject_id }
  const removed = await Promise.all([Likes, Bookmarks, Shares, Views].map((of: Collection<Attached>) => removePage(db, of, gone)))
  const comments = await pageOf(db, Comments, gone)
  // Likes go before the comments by which they are found.
  const likes = await removePage(db, Likes, { subject_type: 'comments', subject_id: { $in: comments } })
  if (likes < pageSize) {
    // Nobody may edit them any more: what an edit attached before is found, and none comes after.
    await db.updateMany(Comments, { _id: { $in: comments } }, { $set: { is_deleted: true } })
    await releaseMedia(db, comments)
    await db.removeMany(Comments, { _id: { $in: comments } })
  }
  return [...removed, comments.length, likes].includes(pageSize)
}

async function releaseMedia(db: Db, comments: readonly ObjectId[]): Promise<void> {
  const carriers = await db.find(Comments, { _id: { $in: [...comments] }, 'media_ids.0': { $exists: true } }, { fields: { _id: 1 } })
  await db.emit(carriers.map(({ _id }) => releaseOf(_id)))
}

async function removePage(db: Db, of: Collection<Attached>, filter: Filter<Attached>): Promise<number> {
  const page = await pageOf(db, of, filter)
  await db.removeMany(of, { _id: { $in: page } })
  return page.length
}

async function pageOf(db: Db, of: Collection<Attached>, filter: Filter<Attached>): Promise<ObjectId[]> {
  return (await db.find(of, filter, { fields: { _id: 1 }, limit: pageSize })).map(({ _id }) => _id)
}
