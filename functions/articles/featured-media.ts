import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { attachMedia } from '../media/public.ts'
import type { ArticleDocument } from './model.ts'

interface Featuring {
  readonly media_id: ObjectId | null
  readonly by: ObjectId
  readonly now: Date
}

/**
 * Makes a medium the picture of an article, in the transaction that writes it, and says whether it may be: it must be a
 * picture of the caller's own. While a publication is scheduled the picture that it will show stays attached, too.
 */
export function featureMedium(
  db: Db,
  { _id, status, featured_media_id }: Pick<ArticleDocument, '_id' | 'status' | 'featured_media_id'>,
  { media_id, by, now }: Featuring,
): Promise<boolean> {
  const before = featured_media_id === null ? [] : [featured_media_id]
  const ids = media_id === null ? [] : [media_id]
  return attachMedia(
    db,
    { subject_type: 'articles', subject_id: _id },
    { owner_id: by, types: ['image', 'gif'], before, ids, keeps_before: status === 'scheduled', now },
  )
}
