import { createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { ObjectId } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { after, readCursor, type Sort, valueAt, writeCursor } from '../../../shared/store/cursor.ts'

const key = 'k'.repeat(43)

describe('a cursor', () => {
  it('comes back with its values and their types', () => {
    const position = [new Date(0), 7, 'é', new ObjectId('665f1c2ab7d4a3e1f0c9d8b7')]
    expect(readCursor(writeCursor(position, 'list', key), 'list', key, 4)).toEqual(position)
  })

  it('is refused for another list, another key, another number of fields, or with any character changed', () => {
    const cursor = writeCursor([1, 2], 'list', key)
    expect(readCursor(cursor, 'another', key, 2)).toBeUndefined()
    expect(readCursor(cursor, 'list', 'x'.repeat(43), 2)).toBeUndefined()
    expect(readCursor(cursor, 'list', key, 3)).toBeUndefined()
    fc.assert(
      fc.property(fc.nat(cursor.length - 1), fc.constantFrom('A', 'z', '0', '-', '=', ' '), (at, character) => {
        fc.pre(cursor[at] !== character)
        const changed = cursor.slice(0, at) + character + cursor.slice(at + 1)
        expect(readCursor(changed, 'list', key, 2)).toBeUndefined()
      }),
    )
  })

  it.each([0, 1, 43, 63, 64, 65, 200])('is signed by HMAC-SHA-256, with a key of %i bytes as well', (length) => {
    const secret = 'é'.repeat(length >> 1) + 'k'.repeat(length % 2)
    const bytes = Buffer.from(writeCursor(['á'], 'list', secret), 'base64url')
    const expected = createHmac('sha256', secret).update('list\0').update(bytes.subarray(16)).digest()
    expect(bytes.subarray(0, 16)).toEqual(expected.subarray(0, 16))
  })

  it('is refused for any text that nobody signed', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readCursor(text, 'list', key, 1)).toBeUndefined()
      }),
    )
  })
})

type Row = { a: number; b: number; c: number }

// A filter of the shape that `after` writes, read as MongoDB reads it.
function matches(row: Row, filter: Record<string, unknown>): boolean {
  return Object.entries(filter).every(([field, condition]) => {
    if (field === '$or') return (condition as Record<string, unknown>[]).some((part) => matches(row, part))
    const value = valueAt(row, field) as number
    if (typeof condition !== 'object') return value === condition
    return Object.entries(condition as Record<string, number>).every(([operator, bound]) =>
      operator === '$gt' ? value > bound : operator === '$lt' ? value < bound : operator === '$gte' ? value >= bound : value <= bound,
    )
  })
}

describe('what comes after a position', () => {
  it('is exactly what follows it in the order, for any rows and directions', () => {
    const direction = fc.constantFrom<1 | -1>(1, -1)
    const rows = fc.uniqueArray(fc.record({ a: fc.nat(2), b: fc.nat(2), c: fc.nat(50) }), { selector: ({ c }) => c, minLength: 1 })
    fc.assert(
      fc.property(rows, direction, direction, direction, fc.nat(), (all, a, b, c, pick) => {
        const sort: Sort = { a, b, c }
        const ordered = all.toSorted((x, y) => a * (x.a - y.a) || b * (x.b - y.b) || c * (x.c - y.c))
        const at = pick % ordered.length
        const { a: va, b: vb, c: vc } = ordered[at] as Row
        expect(ordered.filter((row) => matches(row, after([va, vb, vc], sort)))).toEqual(ordered.slice(at + 1))
      }),
    )
  })
})
