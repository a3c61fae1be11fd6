import type { ByteSource } from './byte-source.ts'
import { endOf } from './picture-ends.ts'
import type { Format } from './types.ts'

/** Whether a picture stops before its own end, which not every decoder minds. */
export function isPictureCutOff(format: Format, bytes: Buffer): boolean {
  return format === 'gif' && endOf('gif', bytes) === undefined
}

/** Whether a video or a sound stops before what it says it holds. Those that are streamed end anywhere. */
export async function isRecordingCutOff(format: Format, source: ByteSource): Promise<boolean> {
  if (format === 'isobmff') return endsInsideBox(source)
  if (format === 'wav') return endsInsideSamples(source)
  if (format === 'webm') return endsInsideSegment(source)
  return false
}

const mostBoxes = 1_000

async function endsInsideBox(source: ByteSource): Promise<boolean> {
  let at = 0
  for (let box = 0; box < mostBoxes && at + 8 <= source.size; box += 1) {
    const header = await source.read(at, at + 16)
    // In fragments, each of which can be played without the next.
    if (header.toString('latin1', 4, 8) === 'moof') return false
    const size = boxSize(header)
    if (size === 0) return false
    if (size < 8) return true
    at += size
  }
  return at > source.size
}

function boxSize(header: Buffer): number {
  const size = header.readUInt32BE(0)
  if (size !== 1) return size
  return header.length < 16 ? Number.POSITIVE_INFINITY : Number(header.readBigUInt64BE(8))
}

const unknownSize = 0xffffffff

async function endsInsideSamples(source: ByteSource): Promise<boolean> {
  let at = 12
  for (let chunk = 0; chunk < mostBoxes && at + 8 <= source.size; chunk += 1) {
    const header = await source.read(at, at + 8)
    const size = header.readUInt32LE(4)
    if (header.toString('latin1', 0, 4) === 'data') return size !== unknownSize && at + 8 + size > source.size
    at += 8 + size + (size % 2)
  }
  return true
}

const segmentId = 0x18538067

async function endsInsideSegment(source: ByteSource): Promise<boolean> {
  const head = await source.read(0, 128)
  const header = variableNumber(head, 4)
  if (!header) return true
  const at = header.end + header.value
  if (at + 5 > head.length || head.readUInt32BE(at) !== segmentId) return true
  const segment = variableNumber(head, at + 4)
  return segment === undefined || (segment.value !== Number.POSITIVE_INFINITY && segment.end + segment.value > source.size)
}

/** A number of EBML, whose first bits say how many bytes it has; all bits set stand for a size that nobody knew. */
function variableNumber(bytes: Buffer, at: number): { value: number; end: number } | undefined {
  const first = bytes[at]
  if (first === undefined || first === 0) return undefined
  const length = Math.clz32(first) - 23
  if (at + length > bytes.length) return undefined
  let value = first & (0xff >> length)
  let isUnknown = value === 0xff >> length
  for (const byte of bytes.subarray(at + 1, at + length)) {
    value = value * 256 + byte
    isUnknown &&= byte === 0xff
  }
  return { value: isUnknown ? Number.POSITIVE_INFINITY : value, end: at + length }
}
