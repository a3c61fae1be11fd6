import { MongoClient } from 'mongodb'
import { loadCollections } from '../../functions/models.ts'
import { Leases } from '../../shared/runtime/leases.ts'
import { databaseName } from '../../shared/store/client.ts'
import { carriesEvents } from '../../shared/store/outbox.ts'
import { startMongod } from './mongod.ts'
import { findMongod } from './mongod-binary.ts'

export interface Database {
  readonly uri: string
  /** Whether every event has reached its queues. */
  outboxIsEmpty(): Promise<boolean>
  stop(): Promise<void>
}

export interface DatabaseOptions {
  readonly stateDir: string
  readonly report: (line: string) => void
  readonly signal: AbortSignal
}

/** The database that `MONGODB_URI` names, else a mongod of this stack's own. */
export async function startDatabase(options: DatabaseOptions): Promise<Database> {
  const named = process.env.MONGODB_URI
  if (named) return withClient(named, () => Promise.resolve())
  const binary = await findMongod(options)
  const mongod = await startMongod({ ...options, binary })
  await endLeases(mongod.uri)
  return withClient(mongod.uri, mongod.stop)
}

/** Whoever held a lease in this database ended with the stack before this one. */
async function endLeases(uri: string): Promise<void> {
  const client = new MongoClient(uri, { appName: 'atrium-local' })
  await client.db(databaseName()).collection(Leases.name).deleteMany({})
  await client.close()
}

function withClient(uri: string, stop: () => Promise<void>): Database {
  const client = new MongoClient(uri, { appName: 'atrium-local', maxPoolSize: 2 })
  return {
    uri,
    async outboxIsEmpty() {
      const database = client.db(databaseName())
      const carriers = (await loadCollections()).filter(({ outbox }) => outbox)
      const carrying = await Promise.all(carriers.map(({ name }) => carriesEvents(database, name)))
      return !carrying.includes(true)
    },
    async stop() {
      await client.close()
      await stop()
    },
  }
}
