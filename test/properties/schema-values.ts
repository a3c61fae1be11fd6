import * as fc from 'fast-check'
import { codePoints } from '../../shared/contract/fields.ts'
import type { Json } from '../support/actor.ts'

/** Resolves `#/components/…` references of one document. */
export type Resolve = (schema: Json) => Json

export function resolver(document: Json): Resolve {
  return (schema) => {
    if (typeof schema?.$ref !== 'string') return schema
    return schema.$ref
      .slice(2)
      .split('/')
      .reduce((part: Json, key: string) => part[key], document)
  }
}

/** Values that a JSON Schema of OpenAPI 3.1 allows, with `known` ids among those of its ids. */
export function valuesOf(schema: Json, resolve: Resolve, known: readonly string[]): fc.Arbitrary<unknown> {
  const own = resolve(schema)
  const alternatives = own.anyOf ?? own.oneOf
  if (alternatives) return fc.oneof(...alternatives.map((part: Json) => valuesOf(part, resolve, known)))
  if (own.const !== undefined) return fc.constant(own.const)
  if (own.enum) return fc.constantFrom(...own.enum)
  const type = Array.isArray(own.type) ? own.type.find((name: string) => name !== 'null') : own.type
  switch (type) {
    case 'string':
      return textOf(own, known)
    case 'integer':
      return fc.integer({ min: own.minimum ?? -1000, max: own.maximum ?? 1000 })
    case 'number':
      return fc.double({ min: own.minimum ?? -1000, max: own.maximum ?? 1000, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return fc.array(valuesOf(own.items ?? {}, resolve, known), { minLength: own.minItems ?? 0, maxLength: Math.min(own.maxItems ?? 4, 6) })
    case 'object':
      return objectOf(own, resolve, known)
    default:
      return fc.jsonValue({ maxDepth: 1 })
  }
}

function textOf({ pattern, format, minLength = 0, maxLength = 60 }: Json, known: readonly string[]): fc.Arbitrary<string> {
  if (pattern?.includes('{24}')) return fc.oneof(fc.constantFrom(...known), hex(24))
  if (format === 'date-time') return fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }).map((date) => date.toISOString())
  if (format === 'email') return fc.emailAddress()
  // Of a domain that nobody has, because some are called.
  if (format === 'uri') return fc.tuple(fc.constantFrom('http', 'https'), fc.webPath()).map(([scheme, path]) => `${scheme}://example.invalid${path}`)
  if (pattern && pattern !== '\\S') return fc.stringMatching(new RegExp(pattern, 'u'))
  const length = { minLength, maxLength: Math.min(maxLength, 80) }
  return fc.string({ unit: 'grapheme', ...length }).filter((text) => codePoints(text) <= maxLength)
}

function objectOf({ properties = {}, required = [] }: Json, resolve: Resolve, known: readonly string[]): fc.Arbitrary<object> {
  const fields = Object.entries(properties).map(([name, schema]) => [name, valuesOf(schema as Json, resolve, known)])
  return fc.record(Object.fromEntries(fields), { requiredKeys: required })
}

function hex(length: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdef')), minLength: length, maxLength: length })
}

/** Values that look like an attack, or like a client's mistake. */
export const hostileValues: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    { $gt: '' },
    { $ne: null },
    { $where: 'sleep(1000)' },
    ['x'],
    [],
    null,
    '',
    ' ',
    '\u0000',
    '\ud800',
    '__proto__',
    '../../etc/passwd',
    "' OR 1=1 --",
    '<script>alert(1)</script>',
    '${7*7}',
    -1,
    1e308,
    Number.MAX_SAFE_INTEGER,
    0.1,
    true,
    'x'.repeat(3000),
    '9999-99-99T99:99:99Z',
    '665f1c2ab7d4a3e1f0c9d8bz',
  ),
  fc.jsonValue({ maxDepth: 3 }),
)

/** The same value with one part of it replaced by something hostile, removed, or joined by a field that nobody knows. */
export function spoilt(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return hostileValues
  const keys = Object.keys(value)
  const extra = hostileValues.map((hostile) => ({ ...value, unknown_field: hostile }))
  if (keys.length === 0) return fc.oneof(extra, hostileValues)
  const replaced = fc.tuple(fc.constantFrom(...keys), hostileValues).map(([key, hostile]) => ({ ...value, [key]: hostile }))
  const removed = fc.constantFrom(...keys).map((key) => Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)))
  return fc.oneof({ weight: 4, arbitrary: replaced }, removed, extra, hostileValues)
}
