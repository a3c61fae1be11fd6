import { beforeAll, beforeEach, expect } from 'vitest'
import { Media, MediaDeletions, type MediaDocument } from '../../../functions/media/model.ts'
import { handler as takeVideoFrame } from '../../../functions/media/take-video-frame.ts'
import { deliver, type Message } from '../../support/messages.ts'
import { captureKeys, jobEndMessage, orderFor } from './job-ends.ts'
import { useOwnStorage } from './own-storage.ts'
import { type Bytes, bytesOf, gradient } from './pictures.ts'
import { readyVideo } from './stored-videos.ts'

/** A stored video with its first thumbnail, anew before each test, and what MediaConvert may do with it. */
export function useFrames() {
  const storage = useOwnStorage([Media, MediaDeletions])
  const { functions, put, putBytes, stored, clear } = storage
  let picture: Bytes
  let video: MediaDocument

  const media = () => functions().database.collection<MediaDocument>(Media.name)
  const now = () => media().findOne({ _id: video._id })
  const fallback = () => ['original.mp4', 'thumbnail.jpg'].map((name) => `${video.folder}/${name}`)

  async function begin(): Promise<void> {
    await clear()
    video = readyVideo()
    await put(fallback())
    await media().insertOne(video)
  }

  beforeAll(async () => {
    picture = bytesOf(await gradient(640, 360).jpeg().withExif({ IFD0: { Make: 'Secret Camera' } }).toBuffer())
  })

  beforeEach(begin)

  return {
    ...storage,
    begin,
    media,
    now,
    video: () => video,
    picture: () => picture,
    fallback,
    /** Puts what a job makes where it puts it. */
    capture: async (bytes = picture): Promise<void> => {
      const { still, sidecar } = captureKeys(orderFor(video))
      await putBytes(still, bytes)
      await put([sidecar])
    },
    /** Tells of the end of a job once, and returns the messages that are wanted again. */
    tell: (status: 'COMPLETE' | 'ERROR', order = orderFor(video)): Promise<Message[]> =>
      deliver(functions(), takeVideoFrame, [jobEndMessage(order, status)]),
    expectFallback: async (): Promise<void> => {
      expect(await now()).toEqual(video)
      expect((await stored()).toSorted()).toEqual(fallback())
    },
    /** Its frame is its thumbnail, and nothing beside its own files is stored. Returns the frame's key. */
    expectFrame: async (visibility: 'public' | 'private' = 'public'): Promise<string> => {
      const medium = await now()
      const [original, frame, ...others] = medium?.files ?? []
      expect(medium?.thumbnail_source).toBe('frame')
      expect(medium?.folder).toMatch(new RegExp(`^${visibility}/`))
      expect(others).toEqual([])
      expect(original).toEqual(video.files[0])
      expect(frame).toMatchObject({ role: 'thumbnail', content_type: 'image/jpeg' })
      expect(frame?.name).toMatch(/^frame-[0-9a-f]{32}\.jpg$/)
      expect((await stored()).toSorted()).toEqual([`${medium?.folder}/${frame?.name}`, `${medium?.folder}/original.mp4`])
      return `${medium?.folder}/${frame?.name}`
    },
  }
}
