import type { Format } from './types.ts'

/** Where a picture ends by its own structure; `undefined` where that cannot be told. */
export function endOf(format: Format, bytes: Buffer): number | undefined {
  if (format === 'png') return pngEnd(bytes)
  if (format === 'jpeg') return jpegEnd(bytes)
  if (format === 'webp') return bytes.length >= 8 ? 8 + bytes.readUInt32LE(4) + (bytes.readUInt32LE(4) % 2) : undefined
  if (format === 'gif') return gifEnd(bytes)
  if (format === 'avif') return avifEnd(bytes)
  return undefined
}

function pngEnd(bytes: Buffer): number | undefined {
  for (let at = 8; at + 12 <= bytes.length; ) {
    const next = at + 12 + bytes.readUInt32BE(at)
    if (bytes.toString('latin1', at + 4, at + 8) === 'IEND') return next
    at = next
  }
  return undefined
}

// Segments up to the scan have lengths; in a scan a marker is what follows 0xFF and is neither 0 nor a restart.
function jpegEnd(bytes: Buffer): number | undefined {
  let at = 2
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined
    const marker = bytes[at + 1] as number
    if (marker === 0xd9) return at + 2
    if (marker === 0xff) {
      at += 1
      continue
    }
    at += 2 + bytes.readUInt16BE(at + 2)
    if (marker === 0xda) at = scanEnd(bytes, at)
  }
  return bytes[at] === 0xff && bytes[at + 1] === 0xd9 ? at + 2 : undefined
}

function scanEnd(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] as number
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at
  }
  return bytes.length
}

function gifEnd(bytes: Buffer): number | undefined {
  if (bytes.length < 13) return undefined
  const tableSize = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0)
  let at = 13 + tableSize(bytes[10] as number)
  while (at < bytes.length) {
    const block = bytes[at]
    if (block === 0x3b) return at + 1
    if (block === 0x21) at = afterSubBlocks(bytes, at + 2)
    else if (block === 0x2c && at + 10 < bytes.length) at = afterSubBlocks(bytes, at + 11 + tableSize(bytes[at + 9] as number))
    else return undefined
  }
  return undefined
}

function afterSubBlocks(bytes: Buffer, from: number): number {
  let at = from
  while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] as number)
  return at + 1
}

const boxesOfAvif = new Set(['ftyp', 'meta', 'mdat', 'moov', 'free', 'skip', 'uuid', 'idat'])

/** The end of the last box that a picture has; what follows is none. */
function avifEnd(bytes: Buffer): number {
  let at = 0
  while (at + 8 <= bytes.length && boxesOfAvif.has(bytes.toString('latin1', at + 4, at + 8))) {
    const size = bytes.readUInt32BE(at)
    // The last box may reach to the file's end without saying how far that is.
    if (size < 8) return bytes.length
    at += size
  }
  return at
}
