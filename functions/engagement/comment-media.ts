import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { mediaReleased } from '../media/contract.ts'
import { attachMedia } from '../media/public.ts'
import type { CommentDocument } from './model.ts'

type Carrier = Pick<CommentDocument, '_id' | 'user_id' | 'media_ids'>

/** Makes `ids` the media of a comment, in the transaction that writes it, and says whether they may be: the author's own. */
export function attachToComment(db: Db, { _id, user_id, media_ids }: Carrier, ids: readonly ObjectId[], now: Date): Promise<boolean> {
  const use = { subject_type: 'comments', subject_id: _id }
  return attachMedia(db, use, { owner_id: user_id, types: ['image', 'gif', 'video', 'audio'], before: media_ids, ids, now })
}

/** What says that a comment carries its media no longer. */
export function releaseOf(commentId: ObjectId) {
  return mediaReleased({ subject_type: 'comments', subject_id: commentId })
}
