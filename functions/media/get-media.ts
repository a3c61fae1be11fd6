import { http } from '../../shared/runtime/http.ts'
import { getMedia } from './contract.ts'
import { findVisible } from './find-media.ts'
import { presentMedium } from './present.ts'

/** A medium that the caller may see. */
export const handler = http(getMedia, async ({ params, user, db, problem }) => {
  const medium = await findVisible(db, params.media_id, user)
  if (!medium) throw problem('media_not_found')
  return presentMedium(medium)
})
