import { deflateSync } from 'node:zlib'
import { type MetadataTags, MovOutputFormat, Mp4OutputFormat, OggOutputFormat, WavOutputFormat, WebMOutputFormat } from 'mediabunny'
import { commented } from './hostile-pictures.ts'
import { animation, type Bytes, bytesOf, gradient } from './pictures.ts'
import { animatedPng, chunk, withChunks, words } from './png-chunks.ts'
import { mp3, sound, video } from './recordings.ts'
import { pdf } from './disguises.ts'

/** Files that are odd, but good: each is served, and none of its secrets is. */
export interface OddFile {
  readonly what: string
  readonly content_type: string
  readonly bytes: Bytes
  readonly type: string
  /** In the upload as they stand here. */
  readonly secrets: readonly string[]
}

const secret = 'Rue Secrète 48.8584'.normalize('NFD').replace(/[^ -~]/g, '')
const place = '+48.8584+002.2945/'
const device = 'Secret Camera 9'
const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="${secret}"/></rdf:RDF></x:xmpmeta>`
const exif = { IFD0: { Model: device, Artist: secret }, IFD3: { GPSLatitude: '48/1 51/1 30/1', GPSLatitudeRef: 'N' } }

/** A segment of a JPEG, behind its start. */
function segment(jpeg: Uint8Array, marker: number, ...content: (string | Uint8Array)[]): Bytes {
  const data = bytesOf(...content)
  const length = data.length + 2
  return bytesOf(jpeg.slice(0, 2), new Uint8Array([0xff, marker, length >> 8, length & 255]), data, jpeg.slice(2))
}

async function jpegs(): Promise<OddFile[]> {
  const plain = bytesOf(await gradient(60, 40).jpeg().toBuffer())
  const progressive = bytesOf(await gradient(60, 40).jpeg({ progressive: true }).withExif(exif).withXmp(xmp).toBuffer())
  const cmyk = bytesOf(await gradient(60, 40).toColourspace('cmyk').jpeg().toBuffer())
  const iptc = ['Photoshop 3.0\x008BIM\x04\x04\0\0', words(secret.length + 5), '\x1c\x02\x78\0', String.fromCharCode(secret.length), secret, '\0']
  return of('image/jpeg', 'image', [
    ['a JPEG with EXIF and XMP', progressive, [device, secret]],
    ['a JPEG with IPTC', segment(plain, 0xed, ...iptc), [secret]],
    ['a JPEG with a comment', commented(plain, secret), [secret]],
    ['a JPEG in the colours of print', cmyk, []],
    ['a JPEG with broken EXIF', segment(plain, 0xe1, 'Exif\0\0II*\0\xff\xff\xff\xff', secret), [secret]],
    ['a JPEG with EXIF that ends nowhere', segment(plain, 0xe1, `Exif\0\0MM\0*\0\0\0\x08\xff\xff${secret}`), [secret]],
    ['a JPEG with broken XMP', segment(plain, 0xe1, `http://ns.adobe.com/xap/1.0/\0<x:xmp ${secret}`), [secret]],
    ['a JPEG with a broken colour profile', segment(plain, 0xe2, `ICC_PROFILE\0\x01\x01${secret}`), [secret]],
    ['a photograph that moves, as phones store it', bytesOf(plain, await video(new Mp4OutputFormat(), { comment: secret })), [secret]],
    ['a JPEG with zeros behind it', bytesOf(plain, new Uint8Array(500), secret), [secret]],
    ['a JPEG of one pixel', bytesOf(await gradient(1, 1).jpeg().toBuffer()), []],
  ])
}

async function otherPictures(): Promise<OddFile[]> {
  const png = await gradient(60, 40, 4).png().withExif(exif).toBuffer()
  const words16 = bytesOf(await gradient(60, 40).toColourspace('rgb16').png({ progressive: true }).toBuffer())
  const gif = await animation('gif', 4)
  const comment = bytesOf('\x21\xfe', String.fromCharCode(secret.length), secret, '\0')
  const bomb = chunk('zTXt', bytesOf('Comment\0\0', deflateSync(Buffer.alloc(50_000_000, secret))))
  return [
    ...of('image/png', 'image', [
      ['a PNG with EXIF and text', withChunks(png, chunk('tEXt', bytesOf(`Author\0${secret}`))), [device, secret]],
      ['a PNG with XMP', withChunks(png, chunk('iTXt', bytesOf(`XML:com.adobe.xmp\0\0\0\0\0${xmp}`))), [secret]],
      ['a PNG whose text unpacks to 50 MB', withChunks(png, bomb), []],
      ['a PNG of 16 bits, interlaced', words16, []],
      ['a PNG of a palette', bytesOf(await gradient(60, 40).png({ palette: true }).toBuffer()), []],
    ]),
    ...of('image/apng', 'gif', [['an animated PNG with text', animatedPng([{}, {}, { size: 4, left: 4 }], chunk('tEXt', bytesOf(`Author\0${secret}`))), [secret]]]),
    ...of('image/gif', 'gif', [['a GIF with a comment', bytesOf(gif.slice(0, -1), comment, ';'), [secret]]]),
    ...of('image/webp', 'gif', [['an animated WebP', await animation('webp', 4), []]]),
    ...of('image/webp', 'image', [
      ['a WebP with EXIF and XMP', bytesOf(await gradient(60, 40).webp().withExif(exif).withXmp(xmp).toBuffer()), [device, secret]],
      ['a lossless WebP with holes', bytesOf(await gradient(60, 40, 4).webp({ lossless: true }).toBuffer()), []],
    ]),
    ...of('image/avif', 'image', [['an AVIF with EXIF', bytesOf(await gradient(64, 48).avif({ effort: 0 }).withExif(exif).toBuffer()), [device]]]),
  ]
}

const tags: MetadataTags = { title: secret, artist: device, comment: place }

async function recordings(): Promise<OddFile[]> {
  const apple: MetadataTags = { ...tags, raw: { '©xyz': place, '©mod': device } }
  const cover = { data: new Uint8Array(await gradient(80, 80).jpeg().withExif(exif).toBuffer()), mimeType: 'image/jpeg', kind: 'coverFront' as const }
  const m4a = await sound(new Mp4OutputFormat(), 'opus', { ...apple, images: [cover] })
  const wav = await sound(new WavOutputFormat(), 'pcm-s16')
  return [
    ...of('video/mp4', 'video', [
      ['MP4 with places and devices', await video(new Mp4OutputFormat(), apple), [place, device, secret]],
      ['MP4 in fragments', await video(new Mp4OutputFormat({ fastStart: 'fragmented' }), apple), [secret]],
      ['MP4 whose index comes last', await video(new Mp4OutputFormat({ fastStart: false }), apple), [secret]],
      ['MP4 with a free box', bytesOf(await video(), words(8 + secret.length), 'free', secret), [secret]],
    ]),
    ...of('video/quicktime', 'video', [['QuickTime with places and devices', await video(new MovOutputFormat(), apple), [place, device]]]),
    ...of('video/webm', 'video', [['WebM with tags', await video(new WebMOutputFormat(), tags), [secret, device, place]]]),
    ...of('audio/mpeg', 'audio', [
      ['MP3 without tags', mp3(80), []],
      ['MP3 with tags of both kinds', bytesOf(id3(`TIT2`, secret), mp3(80), 'TAG', device.padEnd(125, '\0')), [secret, device]],
      ['half an MP3', mp3(80).slice(0, 417 * 40 + 99), []],
    ]),
    ...of('audio/mp4', 'audio', [['M4A with a cover and tags', m4a, [place, device, secret]]]),
    ...of('audio/x-m4a', 'audio', [['M4A by its other name', m4a, [secret]]]),
    ...of('audio/ogg', 'audio', [['OGG with tags', await sound(new OggOutputFormat(), 'opus', tags), [secret, device, place]]]),
    ...of('audio/wav', 'audio', [['WAV with a list of tags', withTags(wav), [secret]]]),
  ]
}

/** A tag of one text, as it stands before an MP3. */
function id3(name: string, text: string): Bytes {
  const size = text.length + 1
  return bytesOf('ID3\x03\0\0\0\0\0', String.fromCharCode(size + 10), name, words(size), '\0\0\0', text)
}

/** A WAV with a list of tags at its end. */
function withTags(wav: Bytes): Bytes {
  const [text, header] = [secret.padEnd(secret.length + (secret.length % 2), '\0'), Buffer.alloc(4)]
  const list = Buffer.concat([Buffer.from('INFOIART'), little(text.length), Buffer.from(text)])
  header.writeUInt32LE(wav.length - 8 + 8 + list.length)
  return bytesOf(wav.slice(0, 4), header, wav.slice(8), 'LIST', little(list.length), list)
}

function little(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32LE(value)
  return buffer
}

function documents(): OddFile[] {
  return [
    ...of('application/pdf', 'document', [['a PDF', pdf, []]]),
    ...of('text/plain', 'document', [
      ['text of one letter', bytesOf('x'), []],
      ['text in many scripts', bytesOf(new Uint8Array(Buffer.from('\ufeffÆ – 日本語 – 🎈'))), []],
      ['text that speaks of a page', bytesOf('The element <script> runs scripts.'), []],
    ]),
    ...of('text/markdown', 'document', [['Markdown with a heading', bytesOf('# Title\n\n<b>bold</b>\n'), []]]),
    ...of('text/csv', 'document', [['CSV', bytesOf('a,b\r\n1,"2"\r\n'), []]]),
    ...of('text/vtt', 'document', [
      ['captions', bytesOf('WEBVTT - Words\r\n\r\nNOTE hello\r\n\r\n1\r\n00:00.000 --> 00:01.500 align:start\r\nHello\r\n'), []],
      ['captions behind the mark of their encoding', bytesOf('\xef\xbb\xbfWEBVTT\n\n01:00:00.000 --> 01:00:01.000\nHello\n'), []],
      ['captions without a cue', bytesOf('WEBVTT\n'), []],
    ]),
  ]
}

function of(content_type: string, type: string, files: readonly (readonly [what: string, bytes: Bytes, secrets: readonly string[]])[]): OddFile[] {
  return files.map(([what, bytes, secrets]) => ({ what, content_type, type, bytes, secrets }))
}

export async function oddFiles(): Promise<OddFile[]> {
  return [...(await jpegs()), ...(await otherPictures()), ...(await recordings()), ...documents()]
}
