import { Mp4OutputFormat, MovOutputFormat, WavOutputFormat, WebMOutputFormat } from 'mediabunny'
import { expect, test } from 'vitest'
import { isPictureCutOff, isRecordingCutOff } from '../../../functions/media/truncation.ts'
import { sourceOf } from './byte-sources.ts'
import { type Bytes, bytesOf } from './pictures.ts'
import { gifOf } from './hostile-pictures.ts'
import { words } from './png-chunks.ts'
import { mp3, sound, video } from './recordings.ts'

const recordings = {
  isobmff: [await video(), await video(new Mp4OutputFormat({ fastStart: false })), await video(new MovOutputFormat())],
  webm: [await video(new WebMOutputFormat())],
  wav: [await sound(new WavOutputFormat(), 'pcm-s16')],
} as const

const each = Object.entries(recordings).flatMap(([format, files]) => files.map((bytes) => [format as keyof typeof recordings, bytes] as const))

test.each(each)('%s that is whole is not cut off, and every shorter part of it is', async (format, bytes) => {
  expect(await isRecordingCutOff(format, sourceOf(bytes))).toBe(false)
  for (const share of [0.1, 0.5, 0.9]) {
    expect(await isRecordingCutOff(format, sourceOf(bytes.slice(0, bytes.length * share))), `${share}`).toBe(true)
  }
  expect(await isRecordingCutOff(format, sourceOf(bytes.slice(0, -1)))).toBe(true)
})

test.each([
  ['isobmff', bytesOf(words(8), 'free', words(1), 'mdat', words(0, 24), new Uint8Array(8)), false],
  ['isobmff', bytesOf(words(8), 'free', words(1), 'mdat', words(0, 25), new Uint8Array(8)), true],
  ['isobmff', bytesOf(words(8), 'free', words(1), 'mdat', words(0)), true],
  ['isobmff', bytesOf(words(0), 'mdat', new Uint8Array(5)), false],
  ['isobmff', bytesOf(words(7), 'mdat', new Uint8Array(5)), true],
  ['webm', bytesOf('\x1a\x45\xdf\xa3\x81x', '\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff', 'abc'), false],
  ['webm', bytesOf('\x1a\x45\xdf\xa3\x81x', '\x18\x53\x80\x67\x83', 'abc'), false],
  ['webm', bytesOf('\x1a\x45\xdf\xa3\x81x', '\x18\x53\x80\x67\x84', 'abc'), true],
  ['webm', bytesOf('\x1a\x45\xdf\xa3\x00'), true],
  ['wav', bytesOf('RIFF\0\0\0\0WAVEdata\xff\xff\xff\xff', 'abc'), false],
  ['wav', bytesOf('RIFF\0\0\0\0WAVEfmt \x02\0\0\0'), true],
  ['mp3', mp3(3).slice(0, 500), false],
] as [Parameters<typeof isRecordingCutOff>[0], Bytes, boolean][])('%s of %j is cut off: %s', async (format, bytes, expected) => {
  expect(await isRecordingCutOff(format, sourceOf(bytes))).toBe(expected)
})

test.each([
  [0, false],
  [-1, true],
  [-10, true],
])('a GIF short of %i bytes is cut off: %s', (short, expected) => {
  const gif = Buffer.from(gifOf(3))
  expect(isPictureCutOff('gif', gif.subarray(0, gif.length + short))).toBe(expected)
})
