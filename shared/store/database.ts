import {
  type AnyBulkWriteOperation,
  type ClientSession,
  type Document,
  type Collection as Documents,
  type Filter,
  type Db as MongoDb,
  ObjectId,
  type UpdateFilter,
} from 'mongodb'
import type { EventInstance } from '../contract/event.ts'
import { runtimeProblem } from '../contract/problems.ts'
import type { Collection, StoredDocument } from './collection.ts'
import type { Sort } from './cursor.ts'
import { duplicateFields, upsertAgain } from './faults.ts'
import { type EventRoutes, Outbox, outboxEntry, type PendingEvent } from './outbox.ts'
import { keysetPage, type ListRequest, type Page } from './page.ts'
import { finding, type Reader, readsTogether } from './reads-together.ts'
import { type Fields, hidden, isId, living, projection, tombstoneWith, withEvents, withOperators, withoutOutbox } from './shapes.ts'

export interface ReadOptions<D> {
  /** Fields to leave out (0) or to read alone (1). */
  readonly fields?: Fields<D>
}

export interface WriteOptions {
  /** Events that commit with the write. */
  readonly emit?: readonly EventInstance[]
  /** What to throw when a unique index refuses the write; gets the fields of that index. */
  readonly onDuplicate?: (fields: string[]) => Error
}

/** New values for fields, a MongoDB update with operators, or an update pipeline. */
export type Change<D> = Partial<D> | UpdateFilter<D> | readonly Document[]

/**
 * The store as one invocation sees it: within its deadline and, where the contract says so, within its transaction.
 * Events given to a write are stored with it and handed to the adapter, which sends them after the commit.
 * Documents come without their outbox, and tombstones never come.
 */
export interface Db {
  get<D extends StoredDocument>(of: Collection<D>, by: D['_id'] | Filter<D>, options?: ReadOptions<D>): Promise<D | null>
  find<D extends StoredDocument>(
    of: Collection<D>,
    filter: Filter<D>,
    options?: ReadOptions<D> & { readonly sort?: Sort; readonly limit?: number },
  ): Promise<D[]>
  /** One page in `sort` order, which must end in a unique field. Throws the problem `invalid_cursor`. */
  page<D extends StoredDocument>(
    of: Collection<D>,
    query: ReadOptions<D> & { readonly filter: Filter<D>; readonly sort: Sort; readonly request: ListRequest },
  ): Promise<Page<D>>
  aggregate<Result extends Document>(of: Collection, pipeline: Document[]): Promise<Result[]>
  insert<D extends StoredDocument>(of: Collection<D>, document: D, options?: WriteOptions): Promise<D>
  /** Inserts unless a document with `key`'s values is there; says which of the two it was. `key` must have a unique index. */
  insertOnce<D extends StoredDocument>(
    of: Collection<D>,
    key: Partial<D>,
    document: D,
    options?: WriteOptions,
  ): Promise<{ readonly document: D; readonly inserted: boolean }>
  /** Changes the one document that the filter names and returns it as it is now, or `null` when the filter names none. */
  update<D extends StoredDocument>(
    of: Collection<D>,
    by: D['_id'] | Filter<D>,
    change: Change<D>,
    options?: WriteOptions & ReadOptions<D> & { readonly upsert?: boolean },
  ): Promise<D | null>
  updateMany<D extends StoredDocument>(of: Collection<D>, filter: Filter<D>, change: UpdateFilter<D>): Promise<number>
  /** Removes the one document that the filter names and returns it as it was. With `emit` a tombstone carries the events. */
  remove<D extends StoredDocument>(of: Collection<D>, by: D['_id'] | Filter<D>, options?: Pick<WriteOptions, 'emit'>): Promise<D | null>
  removeMany<D extends StoredDocument>(of: Collection<D>, filter: Filter<D>): Promise<number>
  /** Many writes at once, unordered: all are tried, and the first fault is thrown afterwards. */
  bulk<D extends StoredDocument>(of: Collection<D>, operations: AnyBulkWriteOperation<D>[]): Promise<BulkOutcome>
  /** Events of their own, where no single document carries them: only in a transaction, or from a worker or schedule. */
  emit(events: readonly EventInstance[]): Promise<void>
}

export interface BulkOutcome {
  readonly inserted: number
  readonly modified: number
  readonly upserted: number
  readonly deleted: number
}

export interface DbContext {
  readonly database: MongoDb
  readonly now: Date
  readonly routes: EventRoutes
  readonly request_id: string | null
  readonly session?: ClientSession | undefined
  /** Nothing is begun after it. */
  readonly deadline?: { readonly isOver: boolean } | undefined
  /** Gets the events of every write, for sending after the commit. */
  readonly pending: PendingEvent[]
  /** Whether reads that are asked for together travel together: for functions with fewer connections than reads. */
  readonly union?: boolean
}

const handles = new WeakMap<MongoDb, Map<string, Documents>>()

/** The driver's handle of a collection. It is kept, because making one resolves all its options anew. */
function handleOf(database: MongoDb, name: string): Documents {
  const known = handles.get(database) ?? new Map<string, Documents>()
  handles.set(database, known)
  const handle = known.get(name) ?? database.collection(name)
  known.set(name, handle)
  return handle
}

/** The store of one invocation. */
export function createDb(context: DbContext): Db {
  const { database, session, pending } = context
  const options = session ? { session } : {}
  const read: Reader = context.union && !session ? readsTogether(database) : ({ alone }) => alone()

  const documentsOf = <D extends StoredDocument>(of: Collection<D>): Documents<D & Document> => {
    if (context.deadline?.isOver) throw runtimeProblem('unavailable', { detail: 'The call took too long.' })
    return handleOf(database, of.name) as never
  }

  const entriesFor = (events: readonly EventInstance[] | undefined) =>
    (events ?? []).flatMap((event) => outboxEntry(event, context.routes, context.now, context.request_id) ?? [])

  // In a transaction events go to the outbox collection; else they ride inside the document.
  const carried = (of: Collection, id: unknown, events: readonly EventInstance[] | undefined) => {
    const entries = entriesFor(events)
    if (entries.length === 0) return { inside: [], settle: async () => undefined }
    if (session) return { inside: [], settle: () => db.emit(events ?? []) }
    if (!of.outbox) throw new Error(`${of.name} declares no outbox, so a write to it outside a transaction cannot emit`)
    return {
      inside: entries,
      settle: async (written: unknown = id) => {
        pending.push(...entries.map((entry) => ({ entry, source: { collection: of.name, id: written } })))
      },
    }
  }

  const orDuplicate = async <Result>(write: Promise<Result>, onDuplicate: WriteOptions['onDuplicate']): Promise<Result> => {
    try {
      return await write
    } catch (error) {
      const fields = onDuplicate && duplicateFields(error)
      throw fields ? onDuplicate(fields) : error
    }
  }

  const db: Db = {
    get: async (of, by, { fields } = {}) => {
      // The server finds a document by its id alone without planning, so that a tombstone is told here.
      const byIdAlone = !fields && of.outbox && isId(by)
      const filter = byIdAlone ? { _id: by } : living(of, by)
      const [found] = await read(finding(documentsOf(of), filter as never, { ...options, projection: projection(fields), limit: 1 }))
      return (found?.tombstone ? null : (found ?? null)) as never
    },

    find: async (of, filter, { fields, sort, limit } = {}) => {
      const how = { ...options, projection: projection(fields), ...(sort && { sort }), ...(limit !== undefined && { limit }) }
      return (await read(finding(documentsOf(of), living(of, filter), how))) as never
    },

    page: (of, { filter, sort, request, fields }) =>
      keysetPage(request, sort, (position, limit) => {
        const both = Object.keys(position).length === 0 ? filter : { $and: [filter, position] }
        return db.find(of, both as typeof filter, { sort, limit, ...(fields && { fields }) })
      }),

    aggregate: async <Result extends Document>(of: Collection, pipeline: Document[]) =>
      (await read({ collection: of.name, alone: () => documentsOf(of).aggregate(pipeline, options).toArray(), pipeline })) as Result[],

    insert: async (of, document, { emit, onDuplicate } = {}) => {
      const { inside, settle } = carried(of, document._id, emit)
      const stored = inside.length > 0 ? { ...document, outbox: inside } : document
      await orDuplicate(documentsOf(of).insertOne(stored as never, options), onDuplicate)
      await settle()
      return document
    },

    insertOnce: async (of, key, document, { emit } = {}) => {
      const { inside, settle } = carried(of, document._id, emit)
      const values = Object.fromEntries(Object.entries(document).filter(([field]) => !(field in key)))
      const upsert = () =>
        documentsOf(of).findOneAndUpdate(
          living(of, key as Filter<typeof document>),
          { $setOnInsert: { ...values, ...(inside.length > 0 && { outbox: inside }) } } as never,
          { ...options, upsert: true, returnDocument: 'before', projection: hidden },
        )
      const found = await (session ? upsert() : upsertAgain(upsert))
      if (found) return { document: found as never, inserted: false }
      await settle()
      return { document, inserted: true }
    },

    update: async (of, by, change, { emit, onDuplicate, fields, upsert = false } = {}) => {
      const { inside, settle } = carried(of, undefined, emit)
      const written = await orDuplicate(
        documentsOf(of).findOneAndUpdate(living(of, by), withEvents(withOperators(change as Document), inside) as never, {
          ...options,
          upsert,
          returnDocument: 'after',
          projection: projection(fields),
        }),
        onDuplicate,
      )
      if (written) await settle(written._id)
      return written as never
    },

    updateMany: async (of, filter, change) =>
      (await documentsOf(of).updateMany(living(of, filter), change as never, options)).modifiedCount,

    remove: async (of, by, { emit } = {}) => {
      const { inside, settle } = carried(of, undefined, emit)
      const filter = living(of, by)
      // A tombstone also keeps what was not yet cleared of the document's earlier events.
      const bury = () => documentsOf(of).findOneAndUpdate(filter, tombstoneWith(inside), { ...options, returnDocument: 'before' })
      const bare = { ...filter, ...(of.outbox && { 'outbox.0': { $exists: false } }) }
      const deleted = inside.length === 0 ? await documentsOf(of).findOneAndDelete(bare, { ...options, projection: hidden }) : null
      const removed = deleted ?? (of.outbox ? await bury() : null)
      if (removed) await settle(removed._id)
      return withoutOutbox(removed) as never
    },

    removeMany: async (of, filter) => (await documentsOf(of).deleteMany(living(of, filter), options)).deletedCount,

    bulk: async (of, operations) => {
      if (operations.length === 0) return { inserted: 0, modified: 0, upserted: 0, deleted: 0 }
      const result = await documentsOf(of).bulkWrite(operations, { ...options, ordered: false })
      return { inserted: result.insertedCount, modified: result.modifiedCount, upserted: result.upsertedCount, deleted: result.deletedCount }
    },

    emit: async (events) => {
      const entries = entriesFor(events)
      if (entries.length === 0) return
      const _id = new ObjectId()
      await documentsOf(Outbox).insertOne({ _id, tombstone: true, outbox: entries }, options)
      pending.push(...entries.map((entry) => ({ entry, source: { collection: Outbox.name, id: _id } })))
    },
  }
  return db
}
