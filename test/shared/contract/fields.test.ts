import * as z from 'zod'
import { describe, expect, it } from 'vitest'
import { codePoints, count, email, futureTime, id, text, time, webAddress } from '../../../shared/contract/fields.ts'

const takes = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success

describe('fields on the wire', () => {
  it.each<[string, z.ZodType, unknown, boolean]>([
    ['an id in hex', id, '665f1c2ab7d4a3e1f0c9d8b7', true],
    ['an id in upper case', id, '665F1C2AB7D4A3E1F0C9D8B7', true],
    ['a short id', id, '665f1c2ab7d4a3e1f0c9d8b', false],
    ['an id that is an object', id, { $oid: '665f1c2ab7d4a3e1f0c9d8b7' }, false],
    ['a time in UTC', time, '2026-01-31T12:00:00.000Z', true],
    ['a time with an offset', time, '2026-01-31T12:00:00+02:00', true],
    ['a time without a zone', time, '2026-01-31T12:00:00', false],
    ['a day that is not there', time, '2026-02-30T12:00:00Z', false],
    ['a date alone', time, '2026-01-31', false],
    ['a time that is past', futureTime, '2020-01-31T12:00:00Z', false],
    ['as many code points as allowed', text(2), '😀😀', true],
    ['one code point more', text(2), '😀😀x', false],
    ['white space where something is due', text(5, { min: 1 }), ' \t', false],
    ['nothing where nothing is due', text(5), '', true],
    ['an https address', webAddress, 'https://example.org/a?b#c', true],
    ['a script', webAddress, 'javascript:alert(1)', false],
    ['an address with a password', webAddress, 'https://ada:secret@example.org', false],
    ['an e-mail address', email, 'Ada@Example.org', true],
    ['an e-mail address without a host', email, 'ada@', false],
  ])('%s', (_, schema, value, expected) => {
    expect(takes(schema, value)).toBe(expected)
  })

  it('come out as they went in', () => {
    expect(z.encode(time, z.decode(time, '2026-01-31T12:00:00+02:00'))).toBe('2026-01-31T10:00:00.000Z')
    expect(z.encode(id, z.decode(id, '665F1C2AB7D4A3E1F0C9D8B7'))).toBe('665f1c2ab7d4a3e1f0c9d8b7')
    expect(z.decode(email, 'Ada@Example.org')).toBe('ada@example.org')
  })
})

describe('what is no value of its field', () => {
  it.each<[string, z.ZodType, unknown]>([
    ['a text for an id', id, '665f1c2ab7d4a3e1f0c9d8b7'],
    ['a date that does not exist', time, new Date(Number.NaN)],
    ['a text for a time', time, '2026-01-31T12:00:00.000Z'],
    ['a number for the id of an optional field', z.object({ by: id.nullable().optional() }), { by: 7 }],
  ])('%s is not served', (_, schema, value) => {
    expect(() => z.encode(schema, value)).toThrow(z.ZodError)
  })
})

describe('a count', () => {
  it('is never served below zero', () => {
    expect(z.encode(count, -1)).toBe(0)
    expect(z.encode(count, 3)).toBe(3)
    expect(() => z.encode(count, 0.5)).toThrow('expected int')
  })
})

describe('code points', () => {
  it('are counted, not UTF-16 units', () => {
    expect(codePoints('a😀é')).toBe(3)
  })
})
