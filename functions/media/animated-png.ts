import { crc32 } from 'node:zlib'
import { Rejection } from './rejection.ts'

// What a picture looks like, and nothing of where it comes from.
const kept = new Set(['IHDR', 'PLTE', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'acTL', 'fcTL', 'fdAT', 'IDAT', 'IEND'])

interface Chunk {
  readonly type: string
  readonly whole: Buffer
  readonly data: Buffer
}

/** How many frames a PNG says or holds, whichever is more: 1 for one that does not move. */
export function framesOfPng(bytes: Buffer): number {
  let frames = 0
  for (const { type, data } of chunksOf(bytes)) {
    if (type === 'acTL' && data.length >= 4) return Math.max(1, data.readUInt32BE(0), countFrames(bytes))
    if (type === 'IDAT') break
    if (type === 'fcTL') frames += 1
  }
  return Math.max(1, frames)
}

function countFrames(bytes: Buffer): number {
  return chunksOf(bytes).filter(({ type }) => type === 'fcTL').toArray().length
}

/** How many seconds the frames of an animated PNG are shown, once through. */
export function secondsOfPng(bytes: Buffer): number {
  const delays = chunksOf(bytes).map(({ type, data }) => (type === 'fcTL' && data.length >= 24 ? delayOf(data) : 0))
  return delays.reduce((sum, delay) => sum + delay, 0)
}

// A denominator of zero stands for hundredths.
function delayOf(control: Buffer): number {
  return control.readUInt16BE(20) / (control.readUInt16BE(22) || 100)
}

/** An animated PNG with the chunks that make the picture alone. Throws `Rejection` for a broken one. */
export function cleanAnimatedPng(bytes: Buffer): { width: number; height: number; content: Buffer } {
  const chunks = Array.from(chunksOf(bytes))
  const [header] = chunks
  if (header?.type !== 'IHDR' || header.data.length < 13 || chunks.at(-1)?.type !== 'IEND') throw new Rejection('unreadable')
  const size = { width: header.data.readUInt32BE(0), height: header.data.readUInt32BE(4) }
  for (const { type, data, whole } of chunks) {
    if (crc32(whole.subarray(4, -4)) !== whole.readUInt32BE(whole.length - 4)) throw new Rejection('unreadable')
    if (type === 'fcTL' && !fits(data, size)) throw new Rejection('unreadable')
  }
  const whole = chunks.filter(({ type }) => kept.has(type)).map(({ whole }) => whole)
  return { ...size, content: Buffer.concat([bytes.subarray(0, 8), ...whole]) }
}

// A frame lies within the picture.
function fits(control: Buffer, { width, height }: { readonly width: number; readonly height: number }): boolean {
  if (control.length < 20) return false
  return control.readUInt32BE(12) + control.readUInt32BE(4) <= width && control.readUInt32BE(16) + control.readUInt32BE(8) <= height
}

function* chunksOf(bytes: Buffer): Generator<Chunk> {
  for (let at = 8; at + 12 <= bytes.length; ) {
    const next = at + 12 + bytes.readUInt32BE(at)
    if (next > bytes.length) return
    const type = bytes.toString('latin1', at + 4, at + 8)
    yield { type, whole: bytes.subarray(at, next), data: bytes.subarray(at + 8, next - 4) }
    if (type === 'IEND') return
    at = next
  }
}
