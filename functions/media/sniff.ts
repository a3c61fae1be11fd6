import type { Format } from './types.ts'

const heicBrands = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'])
// QuickTime files from before brands begin with one of these.
const bareBoxes = new Set(['moov', 'mdat', 'wide', 'free', 'skip'])

/**
 * What a file is by its first bytes, of which it takes 4,096; `undefined` for what is not accepted at all. Whatever holds
 * no zero byte and none of the signatures may be text.
 */
export function sniff(head: Buffer): Format | undefined {
  const at = (offset: number, text: string) => head.toString('latin1', offset, offset + text.length) === text
  if (at(0, '\xff\xd8\xff')) return 'jpeg'
  if (at(0, '\x89PNG\r\n\x1a\n')) return 'png'
  if (at(0, 'GIF87a') || at(0, 'GIF89a')) return 'gif'
  if (at(0, 'RIFF')) return at(8, 'WEBP') ? 'webp' : at(8, 'WAVE') ? 'wav' : undefined
  if (at(0, '\x1a\x45\xdf\xa3')) return head.includes('webm') ? 'webm' : undefined
  if (at(0, 'OggS')) return 'ogg'
  if (at(0, '%PDF-')) return 'pdf'
  if (at(0, 'ID3') || isMpegAudio(head)) return 'mp3'
  if (at(4, 'ftyp')) return brandedFormat(head.toString('latin1', 8, 12), head)
  if (bareBoxes.has(head.toString('latin1', 4, 8))) return 'isobmff'
  return isArchive(head) || head.includes(0) ? undefined : 'text'
}

function brandedFormat(brand: string, head: Buffer): Format {
  const box = head.subarray(8, Math.min(head.length, Math.max(16, head.readUInt32BE(0))))
  if (brand === 'avif' || brand === 'avis') return 'avif'
  // A general brand before a particular one.
  if (heicBrands.has(brand)) return box.includes('avif') ? 'avif' : 'heic'
  return 'isobmff'
}

// A frame header of layer III: eleven set bits, and no reserved value in what follows.
function isMpegAudio(head: Buffer): boolean {
  const [first = 0, second = 0, third = 0] = head
  const version = (second >> 3) & 3
  const layer = (second >> 1) & 3
  return first === 0xff && second >= 0xe0 && version !== 1 && layer === 1 && third >> 4 !== 15 && ((third >> 2) & 3) !== 3
}

const archives = ['PK\x03\x04', 'Rar!\x1a\x07', "7z\xbc\xaf'\x1c", '\x1f\x8b\x08', 'BZh', '\xfd7zXZ\0']

/** Whether bytes begin as an archive does. */
export function isArchive(bytes: Buffer): boolean {
  return archives.some((signature) => bytes.indexOf(signature, 0, 'latin1') === 0)
}
