import { endOf } from './picture-ends.ts'
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

/** Whether a picture is something else as well: by what stands behind its own end, or by how it begins. */
export function isTwoThings(format: Format, bytes: Buffer): boolean {
  return isScript(format, bytes) || isDocument(bytes) || hidesBehind(format, bytes)
}

// Where a format lets a size or a width be any two bytes, a comment may open in it, and hide the picture from an interpreter.
const commentPlaces: Partial<Record<Format, number>> = { gif: 6, jpeg: 4, webp: 4 }

function isScript(format: Format, bytes: Buffer): boolean {
  const at = commentPlaces[format]
  return at !== undefined && bytes.toString('latin1', at, at + 2) === '/*' && bytes.includes('*/', at + 2)
}

// Readers of PDF take a header anywhere in this much.
const headerReach = 1024

function isDocument(bytes: Buffer): boolean {
  return bytes.subarray(0, headerReach).includes('%PDF-')
}

function hidesBehind(format: Format, bytes: Buffer): boolean {
  const end = endOf(format, bytes)
  if (end === undefined) return false
  const behind = bytes.subarray(end)
  return isArchive(behind) || /<(?:script|html|svg|\?php|!doctype)|%PDF-/i.test(behind.toString('latin1'))
}
