import { beforeAll, describe, expect, it, test } from 'vitest'
import { endOf } from '../../../functions/media/picture-ends.ts'
import { endsAsArchive, isTwoThings } from '../../../functions/media/polyglots.ts'
import { animation, bytesOf, gradient } from './pictures.ts'
import { commented, gifOf } from './hostile-pictures.ts'
import { animatedPng } from './png-chunks.ts'

const directory = (disk: number, here: number, all: number) => {
  const record = Buffer.alloc(22)
  record.write('PK\x05\x06', 'latin1')
  record.writeUInt32LE(disk, 4)
  record.writeUInt16LE(here, 8)
  record.writeUInt16LE(all, 10)
  return record
}

test.each([
  ['an empty file', Buffer.alloc(0), false],
  ['a directory’s end', directory(0, 3, 3), true],
  ['one behind other bytes', Buffer.concat([Buffer.alloc(100, 1), directory(0, 1, 1)]), true],
  ['one before a comment', Buffer.concat([directory(0, 1, 1), Buffer.from('a comment')]), true],
  ['one cut off', directory(0, 1, 1).subarray(0, 21), false],
  ['the four bytes by chance', directory(7, 1, 1), false],
  ['numbers of entries that differ', directory(0, 1, 2), false],
  ['a true one before a chance', Buffer.concat([directory(0, 1, 1), directory(9, 9, 8)]), true],
])('%s makes an archive: %s', (_, tail, expected) => {
  expect(endsAsArchive(tail)).toBe(expected)
})

describe('a picture', () => {
  const pictures: [format: 'jpeg' | 'png' | 'webp' | 'gif' | 'avif', bytes: Buffer][] = []

  beforeAll(async () => {
    const picture = gradient(40, 30)
    pictures.push(
      ['jpeg', await picture.clone().jpeg().toBuffer()],
      ['jpeg', await picture.clone().jpeg({ progressive: true, mozjpeg: true }).toBuffer()],
      ['png', await picture.clone().png().toBuffer()],
      ['png', Buffer.from(animatedPng([{}, {}]))],
      ['webp', await picture.clone().webp().toBuffer()],
      ['webp', Buffer.from(await animation('webp', 3))],
      ['gif', Buffer.from(await animation('gif', 3))],
      ['gif', Buffer.from(gifOf(5))],
      ['avif', await picture.clone().avif({ effort: 0 }).toBuffer()],
    )
  })

  it('ends where its file ends, and no later however much stands behind it', () => {
    for (const [format, bytes] of pictures) {
      const around = [endOf(format, bytes), endOf(format, Buffer.concat([bytes, Buffer.from('something else')]))]
      expect(around, format).toEqual([bytes.length, bytes.length])
    }
  })

  it('is one thing alone, also with harmless bytes behind it', () => {
    for (const [format, bytes] of pictures) {
      expect(isTwoThings(format, bytes), format).toBe(false)
      expect(isTwoThings(format, Buffer.concat([bytes, Buffer.from('shot on a phone')])), format).toBe(false)
    }
  })

  it.each(['PK\x03\x04', 'Rar!\x1a\x07\x00', '\x1f\x8b\x08', '<script>', 'x<HTML>', ' <?php ', '<svg ', '<!DOCTYPE html>', '..%PDF-1.3'])(
    'is two things with %j behind it',
    (behind) => {
      for (const [format, bytes] of pictures) expect(isTwoThings(format, bytesBehind(bytes, behind)), format).toBe(true)
    },
  )

  it('is two things with a document’s header near its beginning, and none with one far behind', () => {
    const jpeg = bytesOf(pictures[0]?.[1] ?? '')
    expect(isTwoThings('jpeg', Buffer.from(commented(jpeg, '%PDF-1.7')))).toBe(true)
    expect(isTwoThings('jpeg', Buffer.from(commented(jpeg, `${' '.repeat(1100)}%PDF-1.7`)))).toBe(false)
  })

  it('is a script where a comment opens in its header and closes', () => {
    expect(isTwoThings('gif', Buffer.from('GIF89a/*....*/=1;alert(1)'))).toBe(true)
    expect(isTwoThings('gif', Buffer.from('GIF89a/*.........'))).toBe(false)
  })
})

function bytesBehind(bytes: Buffer, behind: string): Buffer {
  return Buffer.concat([bytes, Buffer.from(behind, 'latin1')])
}
