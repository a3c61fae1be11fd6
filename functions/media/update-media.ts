import { http } from '../../shared/runtime/http.ts'
import { mediaVisibilityChanged, updateMedia } from './contract.ts'
import { findOwn } from './find-media.ts'
import { Media } from './model.ts'
import { presentMedium } from './present.ts'

/** Describes the caller's medium, or changes who may see it; its files follow the change. */
export const handler = http(updateMedia, async ({ params, body, user, db, problem }) => {
  const medium = await findOwn(db, params.media_id, user, problem)
  if (Object.keys(body).length === 0) return presentMedium(medium)
  const emit = body.visibility === undefined ? [] : [mediaVisibilityChanged({ media_id: medium._id })]
  const updated = await db.update(Media, medium._id, body, { emit })
  if (!updated) throw problem('media_not_found')
  return presentMedium(updated)
})
