import { ObjectId } from 'mongodb'
import type { MediaDocument } from '../../../functions/media/model.ts'

/** A video as it is stored once it is ready, served to everyone. */
export function readyVideo(changes: Partial<MediaDocument> = {}): MediaDocument {
  const { _id = new ObjectId() } = changes
  return {
    _id,
    owner_id: new ObjectId(),
    filename: 'holiday.mp4',
    purpose: 'post',
    type: 'video',
    content_type: 'video/mp4',
    size: 1000,
    alt_text: null,
    status: 'ready',
    rejection_reason: null,
    upload: { key: `quarantine/${_id.toHexString()}/x`, multipart_id: null, etag: '9a0364b9e99bb480dd25e1f0284c8555' },
    visibility: 'public',
    folder: `public/${_id.toHexString()}/first`,
    moving_to: null,
    files: [
      { role: 'original', name: 'original.mp4', content_type: 'video/mp4', width: 1080, height: 1920 },
      { role: 'thumbnail', name: 'thumbnail.jpg', content_type: 'image/jpeg', width: 320, height: 569 },
    ],
    thumbnail_source: 'placeholder',
    width: 1080,
    height: 1920,
    duration: 12.5,
    blurhash: null,
    dominant_color: null,
    uses: 0,
    unused_since: new Date(),
    created_at: new Date(),
    ...changes,
  }
}
