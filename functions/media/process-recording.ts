import { join } from 'node:path'
import {
  ALL_FORMATS,
  Conversion,
  FilePathTarget,
  Input,
  type InputVideoTrack,
  MovOutputFormat,
  Mp3OutputFormat,
  Mp4OutputFormat,
  OggOutputFormat,
  Output,
  type OutputFormat,
  type Source,
  WavOutputFormat,
  WebMOutputFormat,
} from 'mediabunny'
import sharp, { type Sharp } from 'sharp'
import type { Processed, Output as ServedFile } from './outputs.ts'
import { Rejection } from './rejection.ts'
import { acceptedTypes, type ContentType, thumbnailWidth } from './types.ts'

const mostCoverPixels = 100_000_000
const neutral = '#7d8590'
const placeholderSize = 320

const containers: Partial<Record<ContentType, () => OutputFormat>> = {
  'video/mp4': () => new Mp4OutputFormat({ fastStart: false }),
  'video/quicktime': () => new MovOutputFormat({ fastStart: false }),
  'video/webm': () => new WebMOutputFormat(),
  'audio/mpeg': () => new Mp3OutputFormat(),
  'audio/mp4': () => new Mp4OutputFormat({ fastStart: false }),
  'audio/x-m4a': () => new Mp4OutputFormat({ fastStart: false }),
  'audio/ogg': () => new OggOutputFormat(),
  'audio/wav': () => new WavOutputFormat(),
  'audio/x-wav': () => new WavOutputFormat(),
}

/**
 * Writes a video or a sound anew into `directory`, with its picture and sound tracks alone, packet by packet: tags, places, devices and
 * tracks of anything else stay behind. Throws `Rejection`.
 */
export async function processRecording(source: Source, directory: string, content_type: ContentType): Promise<Processed> {
  using input = new Input({ source, formats: ALL_FORMATS })
  try {
    return await process(input, directory, content_type)
  } catch (error) {
    throw error instanceof Rejection ? error : new Rejection('unreadable', { cause: error })
  }
}

async function process(input: Input, directory: string, content_type: ContentType): Promise<Processed> {
  const { type } = acceptedTypes[content_type]
  const video = await input.getPrimaryVideoTrack()
  if (type === 'video' && !video) throw new Rejection('no_video_track')
  if (type === 'audio' && !(await input.getPrimaryAudioTrack())) throw new Rejection('no_audio_track')
  const size = type === 'video' && video ? await shownSize(video) : { width: null, height: null }
  const duration = await input.computeDuration()
  if (!Number.isFinite(duration) || duration <= 0) throw new Rejection('unreadable')
  const cover = await coverOf(input)
  const clean = join(directory, 'clean')
  const format = await rewrite(input, clean, content_type)
  const original = { role: 'original' as const, name: `original${format.fileExtension}`, content_type: servedType(content_type), ...size }
  return {
    type,
    ...size,
    duration: Math.round(duration * 1000) / 1000,
    blurhash: null,
    dominant_color: null,
    thumbnail_source: cover ? 'embedded_cover' : 'placeholder',
    outputs: [{ ...original, content: { path: clean } }, await thumbnail(cover ?? placeholder(size))],
  }
}

async function shownSize(track: InputVideoTrack): Promise<{ width: number; height: number }> {
  const [width, height] = await Promise.all([track.getDisplayWidth(), track.getDisplayHeight()])
  if (width < 1 || height < 1) throw new Rejection('unreadable')
  return { width: Math.round(width), height: Math.round(height) }
}

async function rewrite(input: Input, path: string, content_type: ContentType): Promise<OutputFormat> {
  const format = containers[content_type]?.()
  if (!format) throw new Rejection('unsupported_type')
  const isSound = acceptedTypes[content_type].type === 'audio'
  const output = new Output({ format, target: new FilePathTarget(path) })
  const conversion = await Conversion.init({ input, output, tags: {}, showWarnings: false, ...(isSound && { video: { discard: true } }) })
  if (!conversion.isValid) throw new Rejection('unreadable')
  await conversion.execute()
  return format
}

function servedType(content_type: ContentType): string {
  if (content_type === 'audio/x-m4a') return 'audio/mp4'
  return content_type === 'audio/x-wav' ? 'audio/wav' : content_type
}

async function coverOf(input: Input): Promise<Sharp | undefined> {
  const { images = [] } = await input.getMetadataTags().catch(() => ({ images: undefined }))
  const [cover] = images.toSorted((a, b) => Number(b.kind === 'coverFront') - Number(a.kind === 'coverFront'))
  if (!cover) return undefined
  const picture = sharp(cover.data, { failOn: 'error', limitInputPixels: mostCoverPixels }).autoOrient()
  // A cover that is no picture is as good as none.
  return picture.clone().stats().then(() => picture, () => undefined)
}

function placeholder({ width, height }: { readonly width: number | null; readonly height: number | null }): Sharp {
  const ratio = width !== null && height !== null ? height / width : 1
  const tall = Math.min(4 * placeholderSize, Math.max(1, Math.round(placeholderSize * ratio)))
  return sharp({ create: { width: placeholderSize, height: tall, channels: 3, background: neutral } })
}

async function thumbnail(picture: Sharp): Promise<ServedFile> {
  const resized = picture.resize({ width: thumbnailWidth, withoutEnlargement: true }).flatten({ background: '#ffffff' })
  const { data, info } = await resized.jpeg({ quality: 82 }).toBuffer({ resolveWithObject: true })
  return { role: 'thumbnail', name: 'thumbnail.jpg', content_type: 'image/jpeg', width: info.width, height: info.height, content: data }
}
