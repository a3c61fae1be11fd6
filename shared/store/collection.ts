import { ObjectId } from 'mongodb'
import * as z from 'zod'

/** A stored reference or id. */
export const objectId = z.instanceof(ObjectId).meta({ bsonType: 'objectId' })

/** A stored moment, in milliseconds. */
export const date = z.date()

export type IndexKey = Readonly<Record<string, 1 | -1>>

export interface Index {
  readonly key: IndexKey
  /** The query that needs it: a use case's id, or a sentence. */
  readonly serves: string
  readonly unique?: boolean
  readonly partial?: Readonly<Record<string, unknown>>
  /** Documents go when the date in the index's single field is this many seconds past. */
  readonly expire_after_seconds?: number
}

export interface CollectionOptions {
  readonly indexes?: readonly Index[]
  /** Stated for every collection that grows with traffic. */
  readonly shard_key?: Readonly<Record<string, 1 | 'hashed'>>
  /** Its documents carry the events of their own writes; a removal that emits leaves a tombstone until they are sent. */
  readonly outbox?: boolean
}

export interface Collection<Document extends StoredDocument = StoredDocument> extends CollectionOptions {
  readonly kind: 'collection'
  readonly name: string
  readonly schema: z.ZodObject
  readonly indexes: readonly Index[]
  /** Never set: carries the document's type. */
  readonly document?: Document
}

export interface StoredDocument {
  readonly _id: unknown
}

/** The type of a collection's documents. */
export type DocumentOf<Stored> = Stored extends Collection<infer Document> ? Document : never

const sweepIndex: Index = {
  key: { 'outbox.due': 1 },
  partial: { 'outbox.due': { $exists: true } },
  serves: 'sweep-outbox: events that were not yet sent',
}

/**
 * Declares a collection once: TypeScript type, `$jsonSchema` validator and index set follow from it.
 * A unique index of a collection with tombstones covers living documents only. The bundle passes what makes the shape:
 * no function but the migration asks for `schema`.
 */
export function collection<Shape extends z.ZodRawShape & { _id: z.ZodType }>(
  name: string,
  shape: Shape | (() => Shape),
  options: CollectionOptions = {},
): Collection<z.output<z.ZodObject<Shape>> & StoredDocument> {
  const declared = (options.indexes ?? []).map((index) => (options.outbox ? sparingTombstones(index) : index))
  return {
    ...options,
    kind: 'collection',
    name,
    get schema() {
      return z.object(typeof shape === 'function' ? shape() : shape)
    },
    indexes: options.outbox ? [...declared, sweepIndex] : declared,
  }
}

function sparingTombstones(index: Index): Index {
  if (!index.unique || index.partial) return index
  const first = Object.keys(index.key)[0] as string
  return { ...index, partial: { [first]: { $exists: true } } }
}
