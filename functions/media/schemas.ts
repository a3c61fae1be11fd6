import * as z from 'zod'
import { count, id, text, time } from '../../shared/contract/fields.ts'
import { contentTypes, mediaTypes, purposes, rejectionReasons } from './types.ts'

export const statuses = ['awaiting_upload', 'processing', 'ready', 'rejected'] as const
export const thumbnailSources = ['picture', 'frame', 'embedded_cover', 'placeholder'] as const

const pixels = z.int().min(1)

const Variant = z.object({ url: z.string(), width: pixels, height: pixels, content_type: z.string() }).meta({ id: 'MediaVariant' })

export const Media = z
  .object({
    id,
    filename: z.string(),
    type: z.enum(mediaTypes).describe('`gif` is a moving picture, whatever its format.'),
    content_type: z.string(),
    size: count.describe('Bytes of the upload.'),
    status: z.enum(statuses),
    rejection_reason: z.enum(rejectionReasons).nullable(),
    purpose: z.enum(purposes),
    url: z.string().nullable().describe('Null until ready. A private medium’s is good for five minutes.'),
    thumbnail_url: z.string().nullable(),
    thumbnail_source: z.enum(thumbnailSources).nullable().describe('A video’s `frame` may come minutes later, in the place of what the video brought.'),
    variants: z.array(Variant),
    width: pixels.nullable().describe('Of the picture as it is shown, turned upright.'),
    height: pixels.nullable(),
    duration: z.number().nullable().describe('Seconds.'),
    blurhash: z.string().nullable(),
    dominant_color: z.string().nullable().describe('`#rrggbb`.'),
    alt_text: z.string().nullable(),
    visibility: z.enum(['public', 'private']),
    uploaded_by: id,
    uploaded_at: time,
  })
  .meta({ id: 'Media' })

const FormUpload = z.object({ method: z.literal('POST'), url: z.string(), fields: z.record(z.string(), z.string()), expires_at: time })

const PartsUpload = z.object({
  method: z.literal('MULTIPART'),
  part_size: count.describe('Bytes of every part but the last.'),
  parts: z.array(z.object({ part_number: z.int(), url: z.string() })),
  expires_at: time,
})

/** How a client hands its file over: as a form, or in parts. */
export const UploadInstructions = z.discriminatedUnion('method', [FormUpload, PartsUpload]).meta({ id: 'UploadInstructions' })

export const altText = text(1000, { min: 1 }).nullable()

export const uploadFields = {
  filename: text(255, { min: 1 }),
  content_type: z.enum(contentTypes),
  size: z.int().min(1),
  purpose: z.enum(purposes),
  visibility: z.enum(['public', 'private']).default('public'),
  alt_text: altText.optional(),
}
