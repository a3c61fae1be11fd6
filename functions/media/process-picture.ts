import { encode } from 'blurhash'
import sharp, { type Metadata, type OutputInfo, type Sharp } from 'sharp'
import { cleanAnimatedPng, framesOfPng, secondsOfPng } from './animated-png.ts'
import type { Output, Processed } from './outputs.ts'
import { heldBytes } from './picture-memory.ts'
import { Rejection } from './rejection.ts'
import type { Format, Purpose } from './types.ts'

const mostPixels = 100_000_000
const mostFrames = 1_000
const mostHeldBytes = 600_000_000
const avatarWidths = [128, 256, 512]
const widths = [320, 640, 1280, 1920]
const movingWidth = 640

// Decoded pictures are not kept: memory is for the next one.
sharp.cache(false)

/** Cleans a picture and makes its variants. Throws `Rejection`. */
export async function processPicture(bytes: Buffer, format: Format, purpose: Purpose): Promise<Processed> {
  if (format === 'heic') throw new Rejection('unsupported_type')
  const metadata = await sharp(bytes, { limitInputPixels: false }).metadata().catch(unreadable)
  const pngFrames = format === 'png' ? framesOfPng(bytes) : 1
  const frames = Math.max(metadata.pages ?? 1, pngFrames)
  if (frames > mostFrames) throw new Rejection('too_many_frames')
  // Frames of a strip are counted in the height of some formats, never in that of one page.
  const pixels = metadata.width * (metadata.pageHeight ?? metadata.height) * frames
  if (Math.max(pixels, format === 'gif' ? canvasOf(bytes) : 0) > mostPixels) throw new Rejection('too_many_pixels')
  if (heldBytes(metadata) > mostHeldBytes) throw new Rejection('too_many_pixels')

  try {
    const original = pngFrames > 1 ? await cleanedPng(bytes) : await cleaned(bytes, metadata, frames > 1)
    return {
      type: frames > 1 || format === 'gif' ? 'gif' : 'image',
      width: original.width,
      height: original.height,
      duration: pngFrames > 1 ? secondsOfPng(bytes) : durationOf(metadata, frames),
      ...(await variantsOf(bytes, { original, purpose, isMoving: frames > 1 && pngFrames === 1 })),
    }
  } catch (error) {
    return unreadable(error)
  }
}

function unreadable(error: unknown): never {
  throw error instanceof Rejection ? error : new Rejection('unreadable', { cause: error })
}

// The decoder goes by the frames where a GIF says that its canvas is vast. Others do not.
function canvasOf(gif: Buffer): number {
  return gif.readUInt16LE(6) * gif.readUInt16LE(8)
}

// Upright and without anything but pixels: sharp writes no metadata unless it is told to.
function reader(bytes: Buffer, options: { readonly animated?: boolean } = {}): Sharp {
  return sharp(bytes, { ...options, failOn: 'error', limitInputPixels: mostPixels })
}

async function cleaned(bytes: Buffer, { format, hasAlpha }: Metadata, isMoving: boolean): Promise<Output & { width: number; height: number }> {
  const picture = isMoving ? reader(bytes, { animated: true }) : reader(bytes).autoOrient()
  const [extension, encoded] = writerOf(picture, format, hasAlpha)
  const { data, info } = await encoded.toBuffer({ resolveWithObject: true })
  return { role: 'original', name: `original.${extension}`, content_type: `image/${subtype(extension)}`, ...sizeOf(info), content: data }
}

function writerOf(picture: Sharp, format: string | undefined, hasAlpha: boolean): [extension: string, Sharp] {
  if (format === 'gif') return ['gif', picture.gif()]
  if (format === 'png') return ['png', picture.png()]
  if (format === 'webp') return ['webp', picture.webp({ quality: 90 })]
  // What not every client can show is served as what every client can. To write the smallest code a JPEG would be held whole.
  return hasAlpha ? ['webp', picture.webp({ quality: 90 })] : ['jpg', picture.jpeg({ quality: 90, optimiseCoding: false })]
}

async function cleanedPng(bytes: Buffer): Promise<Output & { width: number; height: number }> {
  const { width, height, content } = cleanAnimatedPng(bytes)
  // Every frame but the first is only checked for its place: the first must be a picture.
  await reader(bytes).stats()
  return { role: 'original', name: 'original.png', content_type: 'image/apng', width, height, content }
}

interface Making {
  readonly original: { readonly width: number; readonly height: number }
  readonly purpose: Purpose
  readonly isMoving: boolean
}

async function variantsOf(bytes: Buffer, { original, purpose, isMoving }: Making) {
  const wanted = purpose === 'avatar' ? avatarWidths : widths
  const smaller = wanted.filter((width) => width < original.width)
  const made = smaller.length > 0 ? smaller : [original.width]
  // Decoded once, for all of them.
  const base = await reader(bytes)
    .autoOrient()
    .resize({ width: Math.max(...made), withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const pixels = () => sharp(base.data, { raw: { width: base.info.width, height: base.info.height, channels: 4 } })
  const files: Output[] = []
  for (const width of made) {
    files.push(await variant(`w${width}.webp`, 'webp', pixels().resize({ width }).webp({ quality: 80 })))
    files.push(await variant(`w${width}.jpg`, 'jpg', pixels().resize({ width }).flatten({ background: '#ffffff' }).jpeg({ quality: 82 })))
  }
  if (isMoving && original.width > movingWidth) {
    const moving = reader(bytes, { animated: true }).resize({ width: movingWidth }).webp({ quality: 75 })
    files.push(await variant(`moving-w${movingWidth}.webp`, 'webp', moving))
  }
  const [, smallest] = files
  const thumbnail: Output[] = smallest ? [{ ...smallest, role: 'thumbnail', name: 'thumbnail.jpg' }] : []
  return {
    outputs: [original as Output, ...files, ...thumbnail],
    thumbnail_source: 'picture' as const,
    dominant_color: await dominantColor(pixels()),
    blurhash: await blurhashOf(pixels()),
  }
}

async function variant(name: string, extension: string, picture: Sharp): Promise<Output> {
  const { data, info } = await picture.toBuffer({ resolveWithObject: true })
  return { role: 'variant', name, content_type: `image/${subtype(extension)}`, ...sizeOf(info), content: data }
}

async function dominantColor(picture: Sharp): Promise<string> {
  const small = await picture.resize({ width: 64, height: 64, fit: 'inside' }).flatten({ background: '#ffffff' }).png().toBuffer()
  const { r, g, b } = (await sharp(small).stats()).dominant
  return `#${[r, g, b].map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

async function blurhashOf(picture: Sharp): Promise<string> {
  const { data, info } = await picture.resize({ width: 32, height: 32, fit: 'inside' }).raw().toBuffer({ resolveWithObject: true })
  return encode(new Uint8ClampedArray(data), info.width, info.height, 4, 3)
}

// An animation's frames are one strip.
function sizeOf({ width, height, pageHeight }: OutputInfo): { width: number; height: number } {
  return { width, height: pageHeight ?? height }
}

function durationOf({ delay }: Metadata, frames: number): number | null {
  return delay && frames > 1 ? delay.reduce((sum, milliseconds) => sum + milliseconds, 0) / 1000 : null
}

function subtype(extension: string): string {
  return extension === 'jpg' ? 'jpeg' : extension
}
