import { hash, timingSafeEqual } from 'node:crypto'
import { BSON } from 'mongodb'

const signatureBytes = 16

/** A position in a list: the values of its sort fields at the last item of a page. */
export type Position = readonly unknown[]

/**
 * Writes a position as an opaque cursor: BSON, then a truncated HMAC-SHA-256 over list and position, in base64url.
 * `list` names the list with its filters, so that a cursor of another list does not verify.
 */
export function writeCursor(position: Position, list: string, key: string): string {
  const body = Buffer.from(BSON.serialize({ p: [...position] }))
  return Buffer.concat([sign(body, list, key), body]).toString('base64url')
}

/** Reads a cursor back; `undefined` when it was not written for this list with this key, or has another number of fields. */
export function readCursor(cursor: string, list: string, key: string, fields: number): Position | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(cursor)) return undefined
  const bytes = Buffer.from(cursor, 'base64url')
  if (bytes.length <= signatureBytes || bytes.toString('base64url') !== cursor) return undefined
  const body = bytes.subarray(signatureBytes)
  if (!timingSafeEqual(bytes.subarray(0, signatureBytes), sign(body, list, key))) return undefined
  const position = BSON.deserialize(body).p as unknown[]
  return position.length === fields ? position : undefined
}

/** An HMAC as RFC 2104 has it, of two hashes in one piece each: an `Hmac` takes twice as long beside other work. */
function sign(body: Uint8Array, list: string, key: string): Buffer {
  const { inner, outer } = prepared(key)
  const within = sha256([inner, Buffer.from(`${list}\0`), body])
  return sha256([outer, within]).subarray(0, signatureBytes)
}

function sha256(parts: readonly Uint8Array[]): Buffer {
  return hash('sha256', Buffer.concat(parts), 'buffer')
}

interface Pads {
  readonly key: string
  readonly inner: Buffer
  readonly outer: Buffer
}

const blockBytes = 64
let latest: Pads | undefined

/** What goes before the text in each of the two hashes. */
function prepared(key: string): Pads {
  if (latest?.key === key) return latest
  const bytes = Buffer.from(key)
  const block = Buffer.alloc(blockBytes)
  block.set(bytes.length > blockBytes ? sha256([bytes]) : bytes)
  latest = { key, inner: block.map((byte) => byte ^ 0x36) as Buffer, outer: block.map((byte) => byte ^ 0x5c) as Buffer }
  return latest
}

export type Sort = Readonly<Record<string, 1 | -1>>

/**
 * The filter for what comes after `position` in `sort` order. The bound on the first field lets one index scan start
 * at the position; the alternatives sort out ties, as in "seek method" pagination (Winand, use-the-index-luke.com).
 */
export function after(position: Position, sort: Sort): Record<string, unknown> {
  const fields = Object.entries(sort)
  const beyond = (at: number) => ({ [operator(fields[at]?.[1])]: position[at] })
  const alternatives = fields.map(([field], at) => ({
    ...Object.fromEntries(fields.slice(0, at).map(([earlier], index) => [earlier, position[index]])),
    [field]: beyond(at),
  }))
  if (fields.length === 1) return alternatives[0] as Record<string, unknown>
  const [first, direction] = fields[0] as [string, 1 | -1]
  return { [first]: { [`${operator(direction)}e`]: position[0] }, $or: alternatives }
}

function operator(direction: 1 | -1 | undefined): '$gt' | '$lt' {
  return direction === 1 ? '$gt' : '$lt'
}

/** The value at a dotted path. */
export function valueAt(document: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], document)
}
