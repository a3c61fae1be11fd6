import { eventBatch } from '../../shared/runtime/worker.ts'
import { detachMedia } from './attachments.ts'
import { releaseMedia } from './contract.ts'
import { deleteIfUnused } from './deletion.ts'
import { MediaUses } from './model.ts'

const mostCarried = 100

/** Takes the media off what is gone, and deletes those that nothing else carries. */
export const handler = eventBatch(releaseMedia, async ({ events, db, now }) => {
  for (const { data } of events) {
    const { subject_type, subject_id } = data
    const uses = await db.find(MediaUses, { subject_type, subject_id }, { limit: mostCarried })
    const carried = uses.map(({ media_id }) => media_id)
    await detachMedia(db, data, carried, now)
    for (const id of carried) await deleteIfUnused(db, id)
  }
})
