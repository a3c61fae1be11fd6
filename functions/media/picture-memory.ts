import type { Metadata } from 'sharp'

// Colours and brightness together, as shares of the brightness alone.
const samples: Readonly<Record<string, number>> = { '4:2:0': 1.5, '4:2:2': 2, '4:4:4': 3, '4:2:0:4': 2.5, '4:4:4:4': 4 }
const coefficientBytes = 2
// Measured: what decoders and encoders of these hold of a picture, which they take as a whole.
const bytesPerPixel: Readonly<Record<string, number>> = { gif: 15, webp: 15, heif: 24 }
const bytesInStrip = 4

/**
 * How many bytes are held at once of a picture that cannot be read and written from top to bottom: all coefficients of a
 * progressive JPEG, all pixels of an interlaced PNG, of GIF, WebP and AVIF, and of what must be turned upright.
 */
export function heldBytes(metadata: Metadata): number {
  const { width, height, pageHeight = height, format, channels, depth, isProgressive, orientation = 1, chromaSubsampling = '' } = metadata
  const whole = bytesPerPixel[format]
  // The frames of an animation lie below each other in one strip.
  const strip = pageHeight < height ? width * height * bytesInStrip : 0
  if (whole !== undefined) return width * pageHeight * whole + strip
  const decoded = width * height * channels * (depth === 'ushort' ? 2 : 1)
  const turned = orientation > 1 ? decoded : 0
  if (!isProgressive) return turned
  if (format === 'jpeg') return width * height * (samples[chromaSubsampling] ?? channels) * coefficientBytes + turned
  return Math.max(decoded, turned)
}
