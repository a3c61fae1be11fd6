import { createHash } from 'node:crypto'
import * as z from 'zod'
import { id } from '../../shared/contract/fields.ts'
import { captures } from '../../shared/media/addresses.ts'
import type { MediaDocument } from './model.ts'

// What a job carries of the order that it was begun for.
const Order = z.object({
  media_id: id,
  /** Of the upload, which names its content: a medium never gets another. */
  etag: z.string(),
  /** Where the medium's files were when it was asked. */
  folder: z.string(),
})

/** A frame of one video, asked for once for each place where its file has been. */
export type FrameOrder = z.output<typeof Order>

/** A video as somebody else can find it. */
export interface StoredVideo extends FrameOrder {
  /** The name of its file in its folder. */
  readonly name: string
  /** As it is shown, turned upright. */
  readonly width: number
  /** Seconds. */
  readonly duration: number
}

/** The video that a medium is, if there is none of its frames yet. */
export function videoWithoutFrame(medium: MediaDocument): StoredVideo | undefined {
  const { _id: media_id, type, status, upload, thumbnail_source, folder, files, width, duration } = medium
  const name = files.find(({ role }) => role === 'original')?.name
  if (type !== 'video' || status !== 'ready' || thumbnail_source === 'frame') return undefined
  if (folder === null || name === undefined || upload.etag === null || width === null || duration === null) return undefined
  return { media_id, etag: upload.etag, folder, name, width, duration }
}

/** Names an order, the same whenever it is given again: 64 characters. */
export function orderName({ media_id, etag, folder }: FrameOrder): string {
  return createHash('sha256').update([media_id.toHexString(), etag, folder].join(' ')).digest('hex')
}

/** Where what is found for an order is put. */
export function captureFolder(order: FrameOrder): string {
  return `${captures}${order.media_id.toHexString()}/${orderName(order)}`
}

/** An order as text, to be carried by whoever works on it. */
export function orderAsText({ media_id, etag, folder }: FrameOrder): Record<string, string> {
  return z.encode(Order, { media_id, etag, folder })
}

/** The order that such text holds, if it does. */
export function orderIn(text: Readonly<Record<string, string>>): FrameOrder | undefined {
  return Order.safeParse(text).data
}
