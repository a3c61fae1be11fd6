import { crc32, deflateSync } from 'node:zlib'
import { Mp4OutputFormat, WebMOutputFormat } from 'mediabunny'
import { animation, type Bytes, bytesOf, gradient } from './pictures.ts'
import { sound, video } from './recordings.ts'

export interface HostileFile {
  readonly what: string
  readonly content_type: string
  readonly bytes: Bytes
  readonly reason: string
}

/** An archive of nothing but its directory's end, which readers of archives take. */
export const zip = bytesOf('PK\x03\x04', new Uint8Array(26), 'PK\x05\x06', new Uint8Array(18))
const none = bytesOf('')
const rar = bytesOf('Rar!\x1a\x07\x00', new Uint8Array(20))
const html = '<!doctype html><script>alert(1)</script>'
const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'

function chunk(type: string, data: Uint8Array): Bytes {
  const body = bytesOf(type, data)
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return bytesOf(length, body, sum)
}

/** A PNG that says it is this large, in one bit a pixel, and holds hardly anything. */
function pngOf(width: number, height: number, ...extra: Bytes[]): Bytes {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([1, 0, 0, 0, 0], 8)
  return bytesOf('\x89PNG\r\n\x1a\n', chunk('IHDR', header), ...extra, chunk('IDAT', deflateSync(Buffer.alloc(1000))), chunk('IEND', new Uint8Array()))
}

function framesSaid(frames: number): Bytes {
  const control = Buffer.alloc(8)
  control.writeUInt32BE(frames)
  return chunk('acTL', control)
}

/** A GIF of `frames` frames of one pixel. */
function gifOf(frames: number): Bytes {
  const frame = bytesOf(new Uint8Array([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]))
  return bytesOf('GIF89a', new Uint8Array([1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]), ...Array.from({ length: frames }, () => frame), ';')
}

/** Files that are not what they say, or more than they say, each with why it is refused. */
export async function hostileFiles(): Promise<HostileFile[]> {
  const [jpeg = none, png = none, webp = none] = await Promise.all(
    [gradient(60, 40).jpeg(), gradient(60, 40).png(), gradient(60, 40).webp()].map(async (picture) => bytesOf(await picture.toBuffer())),
  )
  const gif = await animation('gif', 3)
  const mp4 = await video()
  const pictures = { 'image/jpeg': jpeg, 'image/png': png, 'image/webp': webp, 'image/gif': gif } as Record<string, Bytes>
  const files: [what: string, content_type: string, bytes: Bytes, reason: string][] = []

  for (const [content_type, bytes] of Object.entries(pictures)) {
    files.push([`${content_type} with an archive behind it`, content_type, bytesOf(bytes, zip), 'polyglot'])
    files.push([`${content_type} with a RAR behind it`, content_type, bytesOf(bytes, rar), 'polyglot'])
    files.push([`${content_type} with a page behind it`, content_type, bytesOf(bytes, html), 'polyglot'])
    files.push([`an archive as ${content_type}`, content_type, zip, 'type_mismatch'])
    files.push([`SVG as ${content_type}`, content_type, bytesOf(svg), 'type_mismatch'])
    files.push([`HTML as ${content_type}`, content_type, bytesOf(html), 'type_mismatch'])
    files.push([`half of ${content_type}`, content_type, bytes.slice(0, bytes.length / 2), 'unreadable'])
    files.push([`a beginning of ${content_type}`, content_type, bytesOf(bytes.slice(0, 16), new Uint8Array(64)), 'unreadable'])
    for (const [other, others] of Object.entries(pictures)) {
      if (other !== content_type) files.push([`${other} as ${content_type}`, content_type, others, 'type_mismatch'])
    }
  }
  files.push(
    ['30,000 by 30,000 pixels', 'image/png', pngOf(30_000, 30_000), 'too_many_pixels'],
    ['100 megapixels and a row', 'image/png', pngOf(10_000, 10_001), 'too_many_pixels'],
    ['a GIF of 10,000 frames', 'image/gif', gifOf(10_000), 'too_many_frames'],
    ['a GIF of 1,001 frames', 'image/gif', gifOf(1_001), 'too_many_frames'],
    ['an APNG that says 10,000 frames', 'image/apng', pngOf(8, 8, framesSaid(10_000)), 'too_many_frames'],
    ['a video as a picture', 'image/jpeg', mp4, 'type_mismatch'],
    ['a picture as a video', 'video/mp4', jpeg, 'type_mismatch'],
    ['MP4 as WebM', 'video/webm', mp4, 'type_mismatch'],
    ['WebM as MP4', 'video/mp4', await video(new WebMOutputFormat()), 'type_mismatch'],
    ['a sound as a video', 'video/mp4', await sound(new Mp4OutputFormat()), 'no_video_track'],
    ['a silent video as a sound', 'audio/mp4', mp4, 'no_audio_track'],
    ['a video with an archive behind it', 'video/mp4', bytesOf(mp4, zip), 'polyglot'],
    ['the beginning of a video', 'video/mp4', mp4.slice(0, 40), 'no_video_track'],
    ['noise as a video', 'video/mp4', bytesOf('\0\0\0\x18ftypisom', new Uint8Array(500).fill(7)), 'no_video_track'],
    ['an archive as PDF', 'application/pdf', zip, 'type_mismatch'],
    ['half a PDF', 'application/pdf', bytesOf('%PDF-1.7\n', new Uint8Array(5000)), 'unreadable'],
    ['a page as text', 'text/plain', bytesOf(html), 'unsupported_type'],
    ['SVG as text', 'text/plain', bytesOf(svg), 'unsupported_type'],
    ['a page behind a comment as Markdown', 'text/markdown', bytesOf(`<!-- hello -->\n${html}`), 'unsupported_type'],
    ['bytes that are no UTF-8 as text', 'text/plain', bytesOf('caf\xe9'), 'invalid_text'],
    ['a zero in CSV', 'text/csv', bytesOf('a,b\n', 'x'.repeat(5000), '\0'), 'invalid_text'],
    ['an archive as text', 'text/plain', zip, 'type_mismatch'],
    ['captions without a signature', 'text/vtt', bytesOf('00:00.000 --> 00:01.000\nHello'), 'invalid_captions'],
    ['captions that end before they begin', 'text/vtt', bytesOf('WEBVTT\n\n00:02.000 --> 00:01.000\nHello'), 'invalid_captions'],
    ['captions with a false time', 'text/vtt', bytesOf('WEBVTT\n\n00:61.000 --> 99:00.000\nHello'), 'invalid_captions'],
    ['HEIC, which nobody decodes here', 'image/heic', bytesOf('\0\0\0\x18ftypheic\0\0\0\0heicmif1'), 'unsupported_type'],
  )
  return files.map(([what, content_type, bytes, reason]) => ({ what, content_type, bytes, reason }))
}
