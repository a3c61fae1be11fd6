import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { signLink } from '../../shared/media/sign-link.ts'
import { deleteObjects, describeObject, keysUnder, storeObject } from '../../shared/media/storage.ts'
import { type EndedJob, eachJobEnd } from '../../shared/runtime/job-ends.ts'
import { logger } from '../../shared/runtime/logger.ts'
import type { Db } from '../../shared/store/database.ts'
import { mediaChanged, takeVideoFrame, videoFrameWanted } from './contract.ts'
import type { Decoded, StoredOutput } from './decoder.ts'
import { decodingBy } from './decoding.ts'
import { captureFolder, type FrameOrder, orderIn, videoWithoutFrame } from './frame-order.ts'
import { isMoving, Media, type MediaDocument } from './model.ts'
import { Rejection } from './rejection.ts'
import { clearStrayFiles } from './stored-files.ts'
import { thumbnailWidth } from './types.ts'

const decode = decodingBy(new URL(`decoder${extname(import.meta.url)}`, import.meta.url))
const mostBytes = 5_000_000
const decodingSeconds = 30

/**
 * Makes the frame that was found in a video its thumbnail, or leaves the one that it has. Told again, or of a video that is
 * gone or has a frame, it clears away and nothing else. It stores before it shows, under a name that no other frame has;
 * what it stored and could not show is cleared away once the message comes again.
 */
export const handler = eachJobEnd(takeVideoFrame, async ({ job, db }) => {
  const order = orderIn(job.metadata)
  // Somebody tries the queue by hand.
  if (!order) return
  const medium = await db.get(Media, order.media_id)
  if (medium && videoWithoutFrame(medium)?.etag === order.etag) {
    await (job.succeeded ? take(db, medium, order) : giveUp(db, medium, { order, job }))
  }
  await clearStrayFiles(db, order.media_id)
  await deleteObjects(await keysUnder(`${captureFolder(order)}/`))
})

async function take(db: Db, medium: MediaDocument, order: FrameOrder): Promise<void> {
  if (isMoving(medium)) throw new Error(`${medium._id.toHexString()} is being moved: its frame comes after it`)
  await using directory = await mkdtempDisposable(join(tmpdir(), 'frame-'))
  try {
    await show(db, medium, await decodedCapture(order, directory.path))
  } catch (error) {
    if (!(error instanceof Rejection)) throw error
    logger.warn('video_frame.rejected', { media_id: medium._id.toHexString(), reason: error.reason })
  }
}

// Made from a stranger's file, so that it is opened as one.
async function decodedCapture(order: FrameOrder, directory: string): Promise<Decoded> {
  const key = (await keysUnder(`${captureFolder(order)}/`)).find((name) => name.endsWith('.jpg'))
  if (key === undefined) throw new Rejection('empty_file')
  const { size, etag } = await describeObject(key)
  if (size > mostBytes) throw new Rejection('too_large')
  const file = { url: await signLink(key), size, etag }
  return decode({ file, directory, content_type: 'image/jpeg', purpose: 'post' }, decodingSeconds)
}

async function show(db: Db, medium: MediaDocument, { hash, outputs, blurhash, dominant_color }: Decoded): Promise<void> {
  const { _id, owner_id, folder, visibility, files, upload } = medium
  const { width, height, content_type, content } = widestThumbnail(outputs)
  const name = `frame-${hash}.jpg`
  await storeObject(`${folder}/${name}`, content_type, content.path)
  const others = files.filter(({ role }) => role !== 'thumbnail')
  const shown = await db.update(
    Media,
    // As it was read, and where it stays.
    { _id, status: 'ready', folder, visibility, moving_to: null, 'upload.etag': upload.etag, thumbnail_source: { $ne: 'frame' } },
    {
      files: [...others, { role: 'thumbnail', name, content_type, width, height }],
      thumbnail_source: 'frame',
      blurhash,
      dominant_color,
    },
    { emit: [mediaChanged({ media_id: _id, owner_id })] },
  )
  if (shown) return
  await clearStrayFiles(db, _id)
  throw new Error(`${_id.toHexString()} was changed while its frame was taken`)
}

function widestThumbnail(outputs: readonly StoredOutput[]): StoredOutput {
  const [widest] = outputs
    .filter(({ content_type, width }) => content_type === 'image/jpeg' && width !== null && width <= thumbnailWidth)
    .toSorted((a, b) => (b.width ?? 0) - (a.width ?? 0))
  if (!widest) throw new Rejection('unreadable')
  return widest
}

interface Failure {
  readonly order: FrameOrder
  readonly job: EndedJob
}

// Who did not find the video where it was, because it was moved meanwhile, is asked again. Anything else would fail again.
async function giveUp(db: Db, medium: MediaDocument, { order, job }: Failure): Promise<void> {
  const { _id, folder } = medium
  logger.warn('video_frame.failed', { media_id: _id.toHexString(), job_id: job.id, error_code: job.error_code })
  if (folder === order.folder && !isMoving(medium)) return
  const asked = { _id, frame_asked_in: order.folder }
  await db.update(Media, asked, { $unset: { frame_asked_in: '' } }, { emit: [videoFrameWanted({ media_id: _id })] })
}
