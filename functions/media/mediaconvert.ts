import { ConflictException, CreateJobCommand, MediaConvertClient } from '@aws-sdk/client-mediaconvert'
import * as z from 'zod'
import { configuration } from '../../shared/runtime/environment.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { frameJob } from './frame-job.ts'
import type { StoredVideo } from './frame-order.ts'
import type { FrameProvider } from './frame-providers.ts'

const settings = configuration({ MEDIA_BUCKET: z.string(), VIDEO_FRAMES_QUEUE: z.string(), VIDEO_FRAMES_ROLE: z.string() })

// Both attempts, and time for the function to say that they failed.
const patienceMs = 6_000

let client: MediaConvertClient | undefined

/** AWS Elemental MediaConvert. Throws where it takes no job now: the same order may be given again. */
export const mediaConvert: FrameProvider = {
  ask: async (video) => {
    logger.info('video_frame.asked', { media_id: video.media_id.toHexString(), job_id: await createJob(video) })
    return true
  },
}

async function createJob(video: StoredVideo): Promise<string | null> {
  const { MEDIA_BUCKET: bucket, VIDEO_FRAMES_QUEUE: queue, VIDEO_FRAMES_ROLE: role } = settings()
  client ??= new MediaConvertClient({ maxAttempts: 2 })
  try {
    const command = new CreateJobCommand(frameJob(video, { bucket, queue, role }))
    const { Job } = await client.send(command, { abortSignal: AbortSignal.timeout(patienceMs) })
    return Job?.Id ?? null
  } catch (error) {
    // The same order is being taken at this moment.
    if (error instanceof ConflictException) return null
    throw error
  }
}
