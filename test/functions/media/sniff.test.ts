import { expect, test } from 'vitest'
import { isArchive, sniff } from '../../../functions/media/sniff.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')

test.each([
  ['\xff\xd8\xff\xe0', 'jpeg'],
  ['\xff\xd8', 'text'],
  ['\x89PNG\r\n\x1a\n', 'png'],
  ['\x89PNG\n\x1a\n\0', undefined],
  ['GIF87a', 'gif'],
  ['GIF89a', 'gif'],
  ['GIF88a', 'text'],
  ['RIFF\x10\0\0\0WEBP', 'webp'],
  ['RIFF\x10\0\0\0WAVE', 'wav'],
  ['RIFF\x10\0\0\0AVI ', undefined],
  ['\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf', 'avif'],
  ['\0\0\0\x1cftypavis\0\0\0\0avisavif', 'avif'],
  ['\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf', 'avif'],
  ['\0\0\0\x18ftypmif1\0\0\0\0mif1heic', 'heic'],
  ['\0\0\0\x18ftypheic\0\0\0\0heicmif1', 'heic'],
  ['\0\0\0\x18ftypisom\0\0\0\0isommp42', 'isobmff'],
  ['\0\0\0\x14ftypqt  \0\0\0\0qt  ', 'isobmff'],
  ['\0\0\0\x14ftypM4A \0\0\0\0M4A ', 'isobmff'],
  ['\0\0\0\x08wide\0\0\0\0mdat', 'isobmff'],
  ['\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm', 'webm'],
  ['\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska', undefined],
  ['OggS\0', 'ogg'],
  ['%PDF-1.4', 'pdf'],
  ['ID3\x04\0', 'mp3'],
  ['\xff\xfb\x90\x64', 'mp3'],
  ['\xff\xf3\x90\x64', 'mp3'],
  // A reserved version, layer I, a reserved bit rate, a reserved sampling rate.
  ['\xff\xea\x90\x64\0', undefined],
  ['\xff\xff\x90\x64\0', undefined],
  ['\xff\xfb\xf0\x64\0', undefined],
  ['\xff\xfb\x9c\x64\0', undefined],
  ['hello', 'text'],
  ['', 'text'],
  ['hello\0', undefined],
  ['PK\x03\x04', undefined],
  ['Rar!\x1a\x07\x01', undefined],
])('%j is %s', (text, format) => {
  expect(sniff(bytes(text))).toBe(format)
})

test.each([
  ['PK\x03\x04', true],
  ['\x1f\x8b\x08', true],
  ['BZh9', true],
  ['\xfd7zXZ\0', true],
  ["7z\xbc\xaf'\x1c", true],
  ['PK\x05\x06', false],
  [' PK\x03\x04', false],
  ['', false],
])('%j begins as an archive: %s', (text, expected) => {
  expect(isArchive(bytes(text))).toBe(expected)
})
