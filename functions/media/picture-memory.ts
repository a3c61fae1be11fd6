import type { Metadata } from 'sharp'

// Colours and brightness together, as shares of the brightness alone.
const samples: Readonly<Record<string, number>> = { '4:2:0': 1.5, '4:2:2': 2, '4:4:4': 3, '4:2:0:4': 2.5, '4:4:4:4': 4 }
const coefficientBytes = 2

/**
 * How many bytes a decoder holds at once of a picture that it cannot read from top to bottom: all coefficients of a
 * progressive JPEG, all pixels of an interlaced PNG and of what must be turned upright.
 */
export function heldBytes(metadata: Metadata): number {
  const { width, height, format, channels, depth, isProgressive, orientation = 1, chromaSubsampling = '' } = metadata
  const pixels = width * height
  const decoded = pixels * channels * (depth === 'ushort' ? 2 : 1)
  const turned = orientation > 1 ? decoded : 0
  if (!isProgressive) return turned
  if (format === 'jpeg') return pixels * (samples[chromaSubsampling] ?? channels) * coefficientBytes + turned
  return format === 'png' ? decoded : turned
}
