import { randomBytes } from 'node:crypto'
import { quarantine } from '../../shared/media/addresses.ts'
import { beginParts } from '../../shared/media/receive-upload.ts'
import { http } from '../../shared/runtime/http.ts'
import { createMedia } from './contract.ts'
import { Media } from './model.ts'
import { presentMedium } from './present.ts'
import { acceptedTypes } from './types.ts'
import { largestForm, uploadInstructions } from './upload-instructions.ts'
import { endTaking, takeRoom } from './usage.ts'

/** Announces a file, and answers where its bytes go. None of them passes through here. */
export const handler = http(createMedia, async ({ body, user, db, aside, now, newId, problem }) => {
  const _id = newId()
  if (!(await takeRoom(aside, user.id, { media_id: _id, size: body.size, at: now }))) throw problem('media_quota_exceeded')
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
  await endTaking(aside, user.id, _id)
  return { media: await presentMedium(medium), upload: await uploadInstructions(medium, now) }
})
