import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { attachMedia, lastingThumbnail } from '../media/public.ts'
import type { UserDocument } from './model.ts'

/** Where a medium is served as someone's picture: null until it is ready, and when not everyone may see it. */
export async function avatarUrl(db: Db, media_id: ObjectId | null): Promise<string | null> {
  return media_id && lastingThumbnail(db, media_id)
}

/**
 * Makes a medium the picture of a user, in the transaction that writes it, and says whether it may be: a public picture of
 * their own. It is shown beside their name by a lasting address, so that a private one cannot be.
 */
export function attachAvatar(db: Db, { _id, avatar_media_id }: UserDocument, media_id: ObjectId | null, now: Date): Promise<boolean> {
  const before = avatar_media_id === null ? [] : [avatar_media_id]
  const ids = media_id === null ? [] : [media_id]
  const use = { subject_type: 'users', subject_id: _id }
  return attachMedia(db, use, { owner_id: _id, types: ['image', 'gif'], only_public: true, before, ids, now })
}
