import type { Metadata } from 'sharp'
import { expect, test } from 'vitest'
import { heldBytes } from '../../../functions/media/picture-memory.ts'

const million = 1_000_000
const bare = { width: 10_000, height: 10_000, channels: 3, depth: 'uchar', isProgressive: false, space: 'srgb' } as Metadata

test.each<[what: string, metadata: Partial<Metadata>, megabytes: number]>([
  ['a JPEG is read from top to bottom', { format: 'jpeg', chromaSubsampling: '4:2:0' }, 0],
  ['a JPEG that lies on its side is held', { format: 'jpeg', chromaSubsampling: '4:2:0', orientation: 6 }, 300],
  ['a progressive JPEG is held in coefficients', { format: 'jpeg', chromaSubsampling: '4:2:0', isProgressive: true }, 300],
  ['one that spares no colour is twice that', { format: 'jpeg', chromaSubsampling: '4:4:4', isProgressive: true }, 600],
  ['and its pixels, where it lies on its side', { format: 'jpeg', chromaSubsampling: '4:4:4', isProgressive: true, orientation: 8 }, 900],
  ['a PNG is read from top to bottom', { format: 'png', channels: 4 }, 0],
  ['an interlaced PNG is held', { format: 'png', channels: 4, isProgressive: true }, 400],
  ['one of 16 bits is twice that', { format: 'png', channels: 4, isProgressive: true, depth: 'ushort' }, 800],
  ['a still WebP is held by its decoder and its encoder', { format: 'webp' }, 1500],
  ['an AVIF is, too', { format: 'heif' }, 2400],
  ['of an animation one frame is, beside the strip', { format: 'gif', pageHeight: 100, pages: 100 }, 415],
])('%s', (_, metadata, megabytes) => {
  expect(heldBytes({ ...bare, ...metadata }) / million).toBe(megabytes)
})
