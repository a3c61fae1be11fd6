import { http } from '../../shared/runtime/http.ts'
import { deleteMedia } from './contract.ts'
import { deleteIfUnused } from './deletion.ts'
import { findOwn } from './find-media.ts'
import { MediaUses } from './model.ts'

const mostNamed = 100

/** Deletes the caller's medium unless something carries it. An upload that has not come yet ends with it. */
export const handler = http(deleteMedia, async ({ params, user, db, problem }) => {
  const { _id } = await findOwn(db, params.media_id, user, problem)
  const outcome = await deleteIfUnused(db, _id)
  if (outcome === 'gone') throw problem('media_not_found')
  if (outcome === 'deleted') return
  const found = await db.find(MediaUses, { media_id: _id }, { limit: mostNamed })
  const uses = found.map(({ subject_type, subject_id }) => ({ subject_type, subject_id: subject_id.toHexString() }))
  throw problem('media_in_use', { detail: 'Something carries it. Detach it there first.', extra: { uses } })
})
