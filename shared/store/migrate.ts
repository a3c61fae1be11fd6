import { isDeepStrictEqual } from 'node:util'
import { type Db as MongoDb, MongoServerError } from 'mongodb'
import type { Collection, Index } from './collection.ts'
import { validatorOf } from './validator.ts'

/** What a migration changed: index names and collections, for the log. */
export interface MigrationReport {
  readonly created: string[]
  readonly indexes_created: string[]
  readonly indexes_dropped: string[]
}

const namespaceExists = 48

/**
 * Brings a database to what the collections declare: creates them, replaces validators, builds missing indexes and drops
 * those that nobody declares. Running it again, or twice at once, changes nothing more.
 */
export async function migrateCollections(database: MongoDb, collections: readonly Collection[]): Promise<MigrationReport> {
  const report: MigrationReport = { created: [], indexes_created: [], indexes_dropped: [] }
  const present = new Map((await database.listCollections().toArray()).map((info) => [info.name, info]))
  const migrateOne = async (collection: Collection) => {
    const validator = validatorOf(collection)
    const known = present.get(collection.name)
    if (!known) await create(database, collection, validator, report)
    else if (!isDeepStrictEqual((known as { options?: { validator?: unknown } }).options?.validator, validator)) {
      await database.command({ collMod: collection.name, validator, validationLevel: 'strict' })
    }
    await migrateIndexes(database, collection, known !== undefined, report)
  }
  // What is new holds nothing, so that it is ready at once; an index over documents is work enough for a server in use.
  const [known, unknown] = [collections.filter(({ name }) => present.has(name)), collections.filter(({ name }) => !present.has(name))]
  await Promise.all(unknown.map(migrateOne))
  for (const collection of known) await migrateOne(collection)
  return report
}

async function create(database: MongoDb, { name }: Collection, validator: Record<string, unknown>, report: MigrationReport): Promise<void> {
  try {
    await database.createCollection(name, { validator })
    report.created.push(name)
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.code !== namespaceExists) throw error
    await database.command({ collMod: name, validator })
  }
}

async function migrateIndexes(database: MongoDb, collection: Collection, existed: boolean, report: MigrationReport): Promise<void> {
  const documents = database.collection(collection.name)
  const wanted = new Map(collection.indexes.map((index) => [indexName(index), index]))
  const built = new Set<string>(existed ? (await documents.indexes()).map(({ name }) => name as string) : ['_id_'])
  for (const name of built) {
    if (name === '_id_' || wanted.has(name)) continue
    await documents.dropIndex(name)
    report.indexes_dropped.push(`${collection.name}.${name}`)
  }
  const missing = Array.from(wanted).filter(([name]) => !built.has(name))
  if (missing.length === 0) return
  await documents.createIndexes(
    missing.map(([name, { key, unique, partial, expire_after_seconds }]) => ({
      name,
      key: { ...key },
      ...(unique && { unique }),
      ...(partial && { partialFilterExpression: partial }),
      ...(expire_after_seconds !== undefined && { expireAfterSeconds: expire_after_seconds }),
    })),
  )
  report.indexes_created.push(...missing.map(([name]) => `${collection.name}.${name}`))
}

/** A name that tells every property of an index, so that a changed one is another index. */
function indexName({ key, unique, partial, expire_after_seconds }: Index): string {
  const parts = Object.entries(key).map(([field, direction]) => (direction === 1 ? field : `-${field}`))
  if (unique) parts.push('unique')
  if (partial) parts.push(`where ${JSON.stringify(partial).replaceAll(/[{}"]/g, '')}`)
  if (expire_after_seconds !== undefined) parts.push(`for ${expire_after_seconds}s`)
  return parts.join(' ')
}
