import { eachEvent } from '../../shared/runtime/worker.ts'
import { requestVideoFrame } from './contract.ts'
import { videoWithoutFrame } from './frame-order.ts'
import { frameProvider } from './frame-providers.ts'
import { isMoving, Media } from './model.ts'

/**
 * Has a frame of a video looked for, once. While the video is moved nobody would find it; the end of the move tells of it
 * again. Between asking and noting it a crash may make this ask twice: whoever is asked knows the order again for a minute,
 * and one of two frames is taken.
 */
export const handler = eachEvent(requestVideoFrame, async ({ event: { data }, db }) => {
  const medium = await db.get(Media, data.media_id)
  const video = medium && videoWithoutFrame(medium)
  if (!video || medium.frame_asked_in !== undefined || isMoving(medium)) return
  const provider = await frameProvider()
  if (!(await provider.ask(video))) return
  await db.update(Media, { _id: medium._id, frame_asked_in: { $exists: false } }, { frame_asked_in: video.folder })
})
