import { uploadedParts } from '../../shared/media/receive-upload.ts'
import { http } from '../../shared/runtime/http.ts'
import { getUpload } from './contract.ts'
import { findOwn } from './find-media.ts'
import { presentMedium } from './present.ts'
import { uploadInstructions } from './upload-instructions.ts'

/** Where the caller's upload stands, with new addresses to go on with it. */
export const handler = http(getUpload, async ({ params, user, db, now, problem }) => {
  const medium = await findOwn(db, params.media_id, user, problem)
  if (medium.status !== 'awaiting_upload') throw problem('already_uploaded')
  const { key, multipart_id } = medium.upload
  const uploaded_parts = multipart_id === null ? [] : await uploadedParts(key, multipart_id)
  if (uploaded_parts === 'completed') throw problem('already_uploaded')
  if (uploaded_parts === 'gone') throw problem('upload_gone')
  return { media: await presentMedium(medium), upload: await uploadInstructions(medium, now), uploaded_parts }
})
