import { animation, type Bytes, bytesOf, gradient } from './pictures.ts'
import { type Hostile, html, pdf, rar, svg, zip } from './disguises.ts'
import { animatedPng, framesSaid, hollowPng } from './png-chunks.ts'

const none = bytesOf('')

/** A GIF of `frames` frames of one pixel. */
export function gifOf(frames: number): Bytes {
  const frame = bytesOf(new Uint8Array([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]))
  return bytesOf('GIF89a', new Uint8Array([1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]), ...Array.from({ length: frames }, () => frame), ';')
}

/** A copy with other bytes from `at` on. */
function patched(bytes: Bytes, at: number, ...values: number[]): Bytes {
  const copy = bytes.slice()
  copy.set(values, at)
  return copy
}

/** A JPEG that says it is this large: its frame header is found and rewritten. */
function jpegSaying(jpeg: Bytes, width: number, height: number): Bytes {
  const frame = Buffer.from(jpeg).indexOf(Buffer.from([0xff, 0xc0]))
  return patched(jpeg, frame + 5, height >> 8, height & 255, width >> 8, width & 255)
}

/** A JPEG with a comment right behind its start. */
export function commented(jpeg: Bytes, comment: string): Bytes {
  const length = comment.length + 2
  return bytesOf(jpeg.slice(0, 2), new Uint8Array([0xff, 0xfe, length >> 8, length & 255]), comment, jpeg.slice(2))
}

async function samples(): Promise<Record<string, Bytes>> {
  const [jpeg = none, png = none, webp = none, avif = none] = await Promise.all(
    [gradient(60, 40).jpeg(), gradient(60, 40).png(), gradient(60, 40).webp(), gradient(60, 40).avif({ effort: 0 })].map(async (picture) =>
      bytesOf(await picture.toBuffer()),
    ),
  )
  return { 'image/jpeg': jpeg, 'image/png': png, 'image/webp': webp, 'image/gif': await animation('gif', 3), 'image/avif': avif }
}

/** Pictures that are not what they say, or more than they say. */
export async function hostilePictures(): Promise<Hostile[]> {
  const pictures = await samples()
  const [jpeg = none, png = none, webp = none, gif = none, avif = none] = Object.values(pictures)
  return [
    ...Object.entries(pictures).flatMap(([content_type, bytes]) => inAnyFormat(content_type, bytes, pictures)),
    ...bombs(jpeg, gif, avif, bytesOf(await gradient(60, 40).webp({ lossless: true }).toBuffer())),
    ['a picture that is a script by its comment', 'image/gif', bytesOf('GIF89a/*', gif.slice(8), '*/=1;alert(1)'), 'polyglot'],
    ['a JPEG that is a script', 'image/jpeg', bytesOf('\xff\xd8\xff\xe0/*', jpeg.slice(6), '*/=1;alert(1)'), 'polyglot'],
    ['a WebP that is a script', 'image/webp', bytesOf('RIFF/*', webp.slice(6), '*/=1;alert(1)'), 'polyglot'],
    ['a JPEG that is a PDF by its comment', 'image/jpeg', commented(jpeg, '%PDF-1.7\n1 0 obj'), 'polyglot'],
    ['a PNG with a PDF behind it', 'image/png', bytesOf(png, pdf), 'polyglot'],
    ['a PNG with a gzip behind it', 'image/png', bytesOf(png, '\x1f\x8b\x08', new Uint8Array(20)), 'polyglot'],
    ['a PNG with a 7z behind it', 'image/png', bytesOf(png, "7z\xbc\xaf'\x1c", new Uint8Array(20)), 'polyglot'],
    ['a GIF with PHP behind it', 'image/gif', bytesOf(gif, '<?php system($_GET[0]);'), 'polyglot'],
    ['a GIF without its end', 'image/gif', gif.slice(0, -1), 'unreadable'],
    ['an APNG without its end', 'image/apng', animatedPng([{}, {}]).slice(0, -12), 'unreadable'],
    ['an APNG with a frame outside its picture', 'image/apng', animatedPng([{}, { size: 8, left: 4 }]), 'unreadable'],
    ['an APNG with a broken sum', 'image/apng', patched(animatedPng([{}, {}]), 60, 0xee), 'unreadable'],
    ['nothing but a PNG’s signature', 'image/png', png.slice(0, 8), 'unreadable'],
    ['nothing but a JPEG’s start', 'image/jpeg', jpeg.slice(0, 3), 'unreadable'],
    ['HEIC, which nobody decodes here', 'image/heic', bytesOf('\0\0\0\x18ftypheic\0\0\0\0heicmif1'), 'unsupported_type'],
    ['a bitmap as PNG', 'image/png', bytesOf('BM', new Uint8Array(60)), 'type_mismatch'],
    ['TIFF as JPEG', 'image/jpeg', bytesOf('II*\0', new Uint8Array(60)), 'type_mismatch'],
    ['a program as PNG', 'image/png', bytesOf('\x7fELF', new Uint8Array(60)), 'type_mismatch'],
    ['a program of Windows as JPEG', 'image/jpeg', bytesOf('MZ', new Uint8Array(60)), 'type_mismatch'],
    ['a single zero as PNG', 'image/png', bytesOf('\0'), 'type_mismatch'],
  ]
}

function inAnyFormat(content_type: string, bytes: Bytes, pictures: Record<string, Bytes>): Hostile[] {
  const others = Object.entries(pictures).filter(([other]) => other !== content_type)
  return [
    [`${content_type} with an archive behind it`, content_type, bytesOf(bytes, zip), 'polyglot'],
    [`${content_type} with a RAR behind it`, content_type, bytesOf(bytes, rar), 'polyglot'],
    [`${content_type} with a page behind it`, content_type, bytesOf(bytes, html), 'polyglot'],
    [`an archive as ${content_type}`, content_type, zip, 'type_mismatch'],
    [`SVG as ${content_type}`, content_type, bytesOf(svg), 'type_mismatch'],
    [`HTML as ${content_type}`, content_type, bytesOf(html), 'type_mismatch'],
    [`half of ${content_type}`, content_type, bytes.slice(0, bytes.length / 2), 'unreadable'],
    [`a beginning of ${content_type}`, content_type, bytesOf(bytes.slice(0, 16), new Uint8Array(64)), 'unreadable'],
    ...others.map(([other, content]): Hostile => [`${other} as ${content_type}`, content_type, content, 'type_mismatch']),
  ]
}

function bombs(jpeg: Bytes, gif: Bytes, avif: Bytes, lossless: Bytes): Hostile[] {
  const dimensions = Buffer.from(avif).indexOf('ispe') + 8
  return [
    ['30,000 by 30,000 pixels in PNG', 'image/png', hollowPng(30_000, 30_000), 'too_many_pixels'],
    ['30,000 by 30,000 pixels in JPEG', 'image/jpeg', jpegSaying(jpeg, 30_000, 30_000), 'too_many_pixels'],
    ['30,000 by 30,000 pixels in GIF', 'image/gif', patched(gif, 6, 0x30, 0x75, 0x30, 0x75), 'too_many_pixels'],
    ['30,000 by 30,000 pixels in a frame of a GIF', 'image/gif', patched(gifOf(1), 24, 0x30, 0x75, 0x30, 0x75), 'too_many_pixels'],
    ['16,383 by 16,383 pixels in WebP', 'image/webp', patched(lossless, 21, 0xfe, 0xbf, 0xff, 0x0f), 'too_many_pixels'],
    ['30,000 by 30,000 pixels in AVIF', 'image/avif', patched(avif, dimensions, 0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30), 'too_many_pixels'],
    ['100 megapixels and a row', 'image/png', hollowPng(10_000, 10_001), 'too_many_pixels'],
    ['an APNG of 101 frames of a megapixel', 'image/apng', hollowPng(1_000, 1_000, framesSaid(101)), 'too_many_pixels'],
    ['a GIF of 10,000 frames', 'image/gif', gifOf(10_000), 'too_many_frames'],
    ['a GIF of 1,001 frames', 'image/gif', gifOf(1_001), 'too_many_frames'],
    ['an APNG that says 10,000 frames', 'image/apng', hollowPng(8, 8, framesSaid(10_000)), 'too_many_frames'],
    ['an APNG that holds more frames than it says', 'image/apng', moreThanSaid(1_001), 'too_many_frames'],
  ]
}

function moreThanSaid(frames: number): Bytes {
  const [before, count] = [Buffer.from(animatedPng(Array.from({ length: frames }, () => ({})))), Buffer.from('acTL')]
  const at = before.indexOf(count) + 4
  return patched(bytesOf(before), at, 0, 0, 0, 1)
}
