import { type Document, type Filter, ObjectId } from 'mongodb'
import type { Collection, StoredDocument } from './collection.ts'
import type { OutboxEntry } from './outbox.ts'

/** Fields to leave out (0) or to read alone (1). */
export type Fields<D> = Readonly<Partial<Record<keyof D & string, 0 | 1>>>

/** New values, operators, or a pipeline. */
export type Update = Document | Document[]

/** What no reader of a document gets. */
export const hidden = { outbox: 0 } as const

/** Whether a document is named by its id, rather than by a filter. */
export function isId(by: unknown): boolean {
  return typeof by !== 'object' || by === null || by instanceof ObjectId
}

/** A filter for living documents: by `_id`, or by the fields given. */
export function living<D extends StoredDocument>(of: Collection<D>, by: unknown): Filter<D & Document> {
  const filter = (isId(by) ? { _id: by } : by) as Filter<D & Document>
  return of.outbox && !asksForValue(filter) ? { ...filter, tombstone: { $exists: false } } : filter
}

/** Whether a filter wants a value that no tombstone has, which keeps nothing but its id: an index alone can answer then. */
function asksForValue(filter: Document): boolean {
  return Object.entries(filter).some(([field, value]) => {
    if (field === '$and') return (value as Document[]).some(asksForValue)
    if (field === '$or') return (value as Document[]).every(asksForValue)
    return field !== '_id' && !field.startsWith('$') && isValue(value)
  })
}

function isValue(value: unknown): boolean {
  return value instanceof ObjectId || value instanceof Date || ['string', 'number', 'boolean'].includes(typeof value)
}

/** Which fields to read. The outbox is never among them. */
export function projection<D>(fields: Fields<D> | undefined): Document {
  if (!fields) return hidden
  return Object.values(fields).includes(1) ? fields : { ...fields, ...hidden }
}

/** An update, from new values of fields or from what already is one. */
export function withOperators(change: Update): Update {
  if (isPipeline(change)) return change
  const operators = Object.keys(change).some((key) => key.startsWith('$'))
  return operators ? change : { $set: change }
}

/** An update that also adds events to the document's outbox. */
export function withEvents(update: Update, entries: readonly OutboxEntry[]): Update {
  if (entries.length === 0) return update
  if (isPipeline(update)) return [...update, { $set: { outbox: outboxWith(entries) } }]
  return { ...update, $push: { ...(update.$push as Document), outbox: { $each: entries } } }
}

function outboxWith(entries: readonly OutboxEntry[]): Document {
  return { $concatArrays: [{ $ifNull: ['$outbox', []] }, { $literal: entries }] }
}

/** The update that leaves of a document its id and its events, those that are still there and these. */
export function tombstoneWith(entries: readonly OutboxEntry[]): Document[] {
  return [{ $replaceWith: { _id: '$_id', tombstone: true, outbox: outboxWith(entries) } }]
}

/** A document as its readers get it. */
export function withoutOutbox<D>(document: D | null): D | null {
  if (!document) return null
  const { outbox: _, ...rest } = document as D & { outbox?: unknown }
  return rest as D
}

function isPipeline(update: Update): update is Document[] {
  return Array.isArray(update)
}
