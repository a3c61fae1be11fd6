import type { Document, Collection as Documents, Filter, FindOptions, Db as MongoDb } from 'mongodb'

/** A read of one collection, in the two ways in which it can reach the server. */
export interface Read {
  readonly collection: string
  readonly alone: () => Promise<Document[]>
  /** The stages that find the same documents. */
  readonly pipeline: Document[]
}

/** The documents that a filter names, with the fields that `projection` says. */
export function finding<D extends Document>(
  documents: Documents<D>,
  filter: Filter<D>,
  options: FindOptions & { readonly projection: Document },
): Read {
  const { projection, sort, limit } = options
  return {
    collection: documents.collectionName,
    alone: () => documents.find(filter, options).toArray(),
    pipeline: [{ $match: filter }, ...(sort ? [{ $sort: sort }] : []), ...(limit ? [{ $limit: limit }] : []), { $project: projection }],
  }
}

interface Waiting extends Read {
  readonly resolve: (documents: Document[]) => void
  readonly reject: (error: unknown) => void
}

/** A document with the number of the read that found it. */
interface Found {
  readonly number: number
  readonly document: Document
}

/** Performs a read, or answers what it found. */
export type Reader = (read: Read) => Promise<Document[]>

// As many as a page of any list needs, so that the first batch is the only one.
const batchSize = 10_000

/**
 * A reader that sends what is asked for in the same turn, such as the reads under one `Promise.all`, as one command: a
 * union of their pipelines, each document with the number of its read. A round trip costs more than what the server does
 * for a read, and a function with one connection would have them wait for one another. What is asked for alone is sent as
 * it is. Not for transactions, in which the server refuses unions. Where the command fails, all its reads do.
 */
export function readsTogether(database: MongoDb): Reader {
  let waiting: Waiting[] = []
  const send = () => {
    const reads = waiting
    waiting = []
    const [only, ...more] = reads
    if (only && more.length === 0) performed(only).then(only.resolve, only.reject)
    else union(database, reads).then(
      (found) => reads.forEach(({ resolve }, number) => resolve(found[number] ?? [])),
      (error) => reads.forEach(({ reject }) => reject(error)),
    )
  }
  return (read) =>
    new Promise((resolve, reject) => {
      // After all that the present turn leads to: code that waits for nothing but what is there goes on before it.
      if (waiting.length === 0) process.nextTick(send)
      waiting.push({ ...read, resolve, reject })
    })
}

// What the driver refuses before it asks is thrown by the promise, too.
async function performed({ alone }: Read): Promise<Document[]> {
  return alone()
}

/** What each read finds, by its number, in the order of its own pipeline. */
async function union(database: MongoDb, reads: readonly Read[]): Promise<Document[][]> {
  const numbered = reads.map(({ pipeline }, number) => [...pipeline, { $replaceWith: { number, document: '$$ROOT' } }])
  const [first, ...others] = reads as [Read, ...Read[]]
  const stages = others.map(({ collection }, at) => ({ $unionWith: { coll: collection, pipeline: numbered[at + 1] } }))
  const found = await database.collection(first.collection).aggregate<Found>([...(numbered[0] ?? []), ...stages], { batchSize }).toArray()
  const byNumber = reads.map((): Document[] => [])
  for (const { number, document } of found) byNumber[number]?.push(document)
  return byNumber
}
