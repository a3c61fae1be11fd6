import { randomBytes } from 'node:crypto'
import type { ObjectId } from 'mongodb'
import { quarantine } from '../../shared/media/addresses.ts'
import { beginParts } from '../../shared/media/receive-upload.ts'
import { http } from '../../shared/runtime/http.ts'
import type { Db } from '../../shared/store/database.ts'
import { createMedia } from './contract.ts'
import { Media } from './model.ts'
import { presentMedium } from './present.ts'
import { acceptedTypes } from './types.ts'
import { largestForm, uploadInstructions } from './upload-instructions.ts'

const quotaBytes = 10_000_000_000

/** Announces a file, and answers where its bytes go. None of them passes through here. */
export const handler = http(createMedia, async ({ body, user, db, now, newId, problem }) => {
  if ((await bytesOf(db, user.id)) + body.size > quotaBytes) throw problem('media_quota_exceeded')
  const _id = newId()
  const key = `${quarantine}${_id.toHexString()}/${randomBytes(24).toString('base64url')}`
  const multipart_id = body.size > largestForm ? await beginParts({ key, content_type: body.content_type }) : null
  const medium = await db.insert(Media, {
    _id,
    owner_id: user.id,
    filename: body.filename,
    purpose: body.purpose,
    type: acceptedTypes[body.content_type].type,
    content_type: body.content_type,
    size: body.size,
    alt_text: body.alt_text ?? null,
    status: 'awaiting_upload',
    rejection_reason: null,
    upload: { key, multipart_id, etag: null },
    visibility: body.visibility,
    folder: null,
    moving_to: null,
    files: [],
    thumbnail_source: null,
    width: null,
    height: null,
    duration: null,
    blurhash: null,
    dominant_color: null,
    uses: 0,
    unused_since: now,
    created_at: now,
  })
  return { media: await presentMedium(medium), upload: await uploadInstructions(medium, now) }
})

async function bytesOf(db: Db, owner_id: ObjectId): Promise<number> {
  const [sum] = await db.aggregate<{ bytes: number }>(Media, [
    { $match: { owner_id } },
    { $group: { _id: null, bytes: { $sum: '$size' } } },
  ])
  return sum?.bytes ?? 0
}
