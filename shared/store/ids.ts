import { createHash } from 'node:crypto'
import { ObjectId } from 'mongodb'

/** Ids in their order, each once. */
export function distinct(ids: readonly ObjectId[]): ObjectId[] {
  return [...new Map(ids.map((id) => [id.toHexString(), id])).values()]
}

/** The id that stands for a name, always the same: the first 96 bits of its SHA-256. */
export function idOf(name: string): ObjectId {
  return new ObjectId(createHash('sha256').update(name).digest().subarray(0, 12))
}
