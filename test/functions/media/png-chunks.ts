import { crc32, deflateSync } from 'node:zlib'
import { type Bytes, bytesOf } from './pictures.ts'

const signature = '\x89PNG\r\n\x1a\n'

/** Numbers of four bytes, the highest first. */
export function words(...values: number[]): Bytes {
  const buffer = Buffer.alloc(4 * values.length)
  for (const [index, value] of values.entries()) buffer.writeUInt32BE(value, 4 * index)
  return bytesOf(buffer)
}

export function chunk(type: string, data: Uint8Array): Bytes {
  const body = bytesOf(type, data)
  return bytesOf(words(data.length), body, words(crc32(body)))
}

/** A PNG that says it is this large, in one bit a pixel, and holds hardly anything. */
export function hollowPng(width: number, height: number, ...extra: Bytes[]): Bytes {
  const header = chunk('IHDR', bytesOf(words(width, height), new Uint8Array([1, 0, 0, 0, 0])))
  return bytesOf(signature, header, ...extra, chunk('IDAT', deflateSync(Buffer.alloc(1000))), chunk('IEND', new Uint8Array()))
}

/** What an animated PNG says of how many frames it has. */
export function framesSaid(frames: number): Bytes {
  return chunk('acTL', words(frames, 0))
}

interface Frame {
  readonly size?: number
  readonly left?: number
}

/** An animated PNG of one colour for each frame; `extra` stands before its first frame. */
export function animatedPng(frames: readonly Frame[], ...extra: Bytes[]): Bytes {
  const canvas = 8
  const header = chunk('IHDR', bytesOf(words(canvas, canvas), new Uint8Array([8, 2, 0, 0, 0])))
  let sequence = 0
  const body = frames.flatMap(({ size = canvas, left = 0 }, index) => {
    const pixels = deflateSync(Buffer.concat(Array.from({ length: size }, () => Buffer.alloc(1 + 3 * size, index * 40).fill(0, 0, 1))))
    const place = bytesOf(words(sequence++, size, size, left, 0), new Uint8Array([0, 10, 0, 100, 0, 0]))
    const picture = index === 0 ? chunk('IDAT', pixels) : chunk('fdAT', bytesOf(words(sequence++), pixels))
    return [chunk('fcTL', place), picture]
  })
  return bytesOf(signature, header, ...extra, framesSaid(frames.length), ...body, chunk('IEND', new Uint8Array()))
}

/** A PNG with chunks put behind its header. */
export function withChunks(png: Uint8Array, ...extra: Bytes[]): Bytes {
  const headerEnd = 8 + 25
  return bytesOf(png.slice(0, headerEnd), ...extra, png.slice(headerEnd))
}
