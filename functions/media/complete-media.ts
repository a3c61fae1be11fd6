import { completeParts } from '../../shared/media/receive-upload.ts'
import { http } from '../../shared/runtime/http.ts'
import { completeMedia } from './contract.ts'
import { findOwn } from './find-media.ts'
import { presentMedium } from './present.ts'

/** Puts the parts of an upload together. Once that has happened, doing it again changes nothing. */
export const handler = http(completeMedia, async ({ params, body, user, db, problem }) => {
  const medium = await findOwn(db, params.media_id, user, problem)
  const { key, multipart_id } = medium.upload
  if (multipart_id === null) throw problem('not_multipart')
  if (medium.status === 'awaiting_upload') {
    const outcome = await completeParts(key, multipart_id, body.parts)
    if (outcome === 'invalid_part') throw problem('invalid_part')
    if (outcome === 'gone') throw problem('upload_gone')
  }
  return presentMedium(medium)
})
