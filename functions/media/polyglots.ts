import { isArchive } from './sniff.ts'
import type { Format } from './types.ts'

const directoryEnd = Buffer.from('PK\x05\x06', 'latin1')
const directoryEndSize = 22
/** How much of a file's end can hold the directory of a ZIP archive with its comment. */
export const tailSize = 65_535 + directoryEndSize

/**
 * Whether the end of a file makes it a ZIP archive as well, whatever it begins with: an archive is read from its end, where
 * a directory names its entries. `tail` is the last `tailSize` bytes, or all of a shorter file.
 */
export function endsAsArchive(tail: Buffer): boolean {
  for (let at = tail.lastIndexOf(directoryEnd); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf(directoryEnd, at - 1)) {
    if (isDirectoryEnd(tail.subarray(at))) return true
  }
  return false
}

// One disk, and as many entries on it as in all: four bytes alone turn up by chance.
function isDirectoryEnd(record: Buffer): boolean {
  return record.length >= directoryEndSize && record.readUInt32LE(4) === 0 && record.readUInt16LE(8) === record.readUInt16LE(10)
}

/** Whether a picture stops before its own end, which not every decoder minds. */
export function isCutOff(format: Format, bytes: Buffer): boolean {
  return format === 'gif' && gifEnd(bytes) === undefined
}

/** Whether something of another kind stands behind a picture's own end. */
export function hidesBehind(format: Format, bytes: Buffer): boolean {
  const end = endOf(format, bytes)
  if (end === undefined) return false
  const behind = bytes.subarray(end)
  return isArchive(behind) || /<(?:script|html|svg|\?php|!doctype)|%PDF-/i.test(behind.toString('latin1'))
}

/** Where a picture ends by its own structure; `undefined` where that cannot be told. */
function endOf(format: Format, bytes: Buffer): number | undefined {
  if (format === 'png') return pngEnd(bytes)
  if (format === 'jpeg') return jpegEnd(bytes)
  if (format === 'webp') return bytes.length >= 8 ? 8 + bytes.readUInt32LE(4) + (bytes.readUInt32LE(4) % 2) : undefined
  if (format === 'gif') return gifEnd(bytes)
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
