import * as z from 'zod'
import { configuration } from '../../shared/runtime/environment.ts'
import type { StoredVideo } from './frame-order.ts'
import { videoFrameProviders } from './types.ts'

/** Who can show a moment of a video. */
export interface FrameProvider {
  /**
   * Has a frame of a video looked for; when it is found `take-video-frame` gets it. Answers whether anybody looks: where
   * nobody does, what the video brought stays its thumbnail, its cover or a neutral picture.
   */
  ask(video: StoredVideo): Promise<boolean>
}

const settings = configuration({ VIDEO_FRAMES: z.enum(videoFrameProviders) })

// All that a file brings was taken out of it when it was processed.
const embedded: FrameProvider = { ask: () => Promise.resolve(false) }

/** The one that the deployment has chosen. Its client is loaded where it is wanted alone. */
export async function frameProvider(): Promise<FrameProvider> {
  if (settings().VIDEO_FRAMES === 'embedded') return embedded
  const { mediaConvert } = await import('./mediaconvert.ts')
  return mediaConvert
}
