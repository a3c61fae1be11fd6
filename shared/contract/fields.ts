import { ObjectId } from 'mongodb'
import * as z from 'zod'
import { wireCodec } from './wire-codec.ts'

/**
 * An ObjectId: 24 hexadecimal characters on the wire, an `ObjectId` in a use case.
 * Decoding takes either case, encoding writes lower case.
 */
export const id = wireCodec(z.string().regex(/^[0-9a-fA-F]{24}$/, 'must be 24 hexadecimal characters'), z.instanceof(ObjectId), {
  isValue: (value) => value instanceof ObjectId,
  decode: (hex) => new ObjectId(hex),
  encode: (objectId) => objectId.toHexString(),
}).meta({ override: { type: 'string', pattern: '^[0-9a-fA-F]{24}$', example: '665f1c2ab7d4a3e1f0c9d8b7' } })

/** A moment: ISO 8601 with an offset on the wire (answers: UTC with milliseconds), a `Date` in a use case. */
export const time = wireCodec(z.iso.datetime({ offset: true, error: 'must be an ISO 8601 date and time' }), z.date(), {
  isValue: (value) => value instanceof Date && !Number.isNaN(value.getTime()),
  decode: (text, ctx) => {
    const date = new Date(text)
    if (!Number.isNaN(date.getTime()) && date.getUTCFullYear() <= 9999) return date
    ctx.issues.push({ code: 'custom', input: text, message: 'must be a date that exists' })
    return z.NEVER
  },
  encode: (date) => date.toISOString(),
}).meta({ override: { type: 'string', format: 'date-time', example: '2026-01-31T12:00:00.000Z' } })

/** A moment that lies in the future when the request is read. */
export const futureTime = time.refine((date) => date.getTime() > Date.now(), 'must be in the future')

/** The number of Unicode code points in `value`, which is what JSON Schema's `maxLength` counts. */
export function codePoints(value: string): number {
  let count = 0
  for (const _ of value) count += 1
  return count
}

/** Text of `min` to `max` code points. `min: 1` also refuses text of white space alone. */
export function text(max: number, { min = 0 }: { min?: number } = {}) {
  return z
    .string()
    .refine((value) => value.length <= max || (value.length <= 2 * max && codePoints(value) <= max), {
      message: `must have at most ${max} characters`,
      abort: true,
    })
    .refine((value) => min === 0 || (codePoints(value) >= min && value.trim() !== ''), {
      message: min <= 1 ? 'must not be empty' : `must have at least ${min} characters`,
    })
    .meta({ override: { type: 'string', maxLength: max, ...(min > 0 && { minLength: min, pattern: '\\S' }) } })
}

/** An absolute http or https address of at most 2,048 characters, as typed. */
export const webAddress = z
  .string()
  .max(2048)
  .refine((value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined
    return url !== undefined && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === ''
  }, 'must be an http or https address')
  .meta({ override: { type: 'string', format: 'uri', pattern: '^https?://', maxLength: 2048 } })

/** An e-mail address in lower case, at most 254 characters. */
export const email = z
  .string()
  .max(254)
  .trim()
  .toLowerCase()
  .pipe(z.email('must be an e-mail address'))
  .meta({ override: { type: 'string', format: 'email', maxLength: 254 } })

/** A count that is served: never below zero, though a counter may be so while what was undone is counted before it was done. */
export const count = wireCodec(z.int().min(0), z.int(), {
  isValue: Number.isSafeInteger,
  decode: (served) => served,
  encode: (counted) => Math.max(0, counted),
}).meta({ override: { type: 'integer', minimum: 0 } })

/** A query parameter that is `true` or `false`. */
export const queryBoolean = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .meta({ override: { type: 'boolean' } })

const limit = z
  .string()
  .regex(/^\d{1,3}$/, 'must be a whole number from 1 to 100')
  .transform(Number)
  .pipe(z.int().min(1, 'must be at least 1').max(100, 'must be at most 100'))
  .default(20)
  .meta({ override: { type: 'integer', minimum: 1, maximum: 100, default: 20 } })

const cursor = z
  .string()
  .max(1024)
  .optional()
  .meta({ override: { type: 'string', maxLength: 1024, description: 'The `next_cursor` of the page before.' } })

/** The query of a list: `limit`, `cursor` and the list's own filters; anything else is refused. */
export function listQuery<Filters extends z.ZodRawShape>(filters: Filters = {} as Filters) {
  return z.strictObject({ limit, cursor, ...filters })
}

/** One page of a list and the cursor of the next, `null` on the last. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next_cursor: z.string().nullable() })
}
