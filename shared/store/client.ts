import { MongoClient, type MongoClientOptions } from 'mongodb'
import * as z from 'zod'
import { applicationSecret } from '../runtime/application-secret.ts'
import { configuration } from '../runtime/environment.ts'

const settings = configuration({
  MONGODB_MAX_POOL_SIZE: z.coerce.number().int().min(1).default(2),
  MONGODB_DATABASE: z.string().default('atrium'),
})

const clients = new Map<string, MongoClient>()

/** Milliseconds within which an operation of a function ends, answered or not. */
export interface Patience {
  readonly operation_ms: number
}

/** The client of this container, shared by all that have the same address, pool and patience. */
export async function mongoClient({ operation_ms }: Patience): Promise<MongoClient> {
  const { mongodb_uri } = await applicationSecret()
  const { MONGODB_MAX_POOL_SIZE: maxPoolSize } = settings()
  const key = `${mongodb_uri} ${maxPoolSize} ${operation_ms}`
  const known = clients.get(key)
  if (known) return known
  const client = new MongoClient(mongodb_uri, {
    ...clientOptions,
    maxPoolSize,
    socketTimeoutMS: operation_ms,
    waitQueueTimeoutMS: operation_ms,
    serverSelectionTimeoutMS: Math.min(operation_ms, 3000),
    connectTimeoutMS: 3000,
  })
  clients.set(key, client)
  return client
}

const clientOptions: MongoClientOptions = {
  appName: 'atrium',
  maxIdleTimeMS: 60_000,
  ignoreUndefined: true,
  writeConcern: { w: 'majority' },
}

/** The database's name. */
export function databaseName(): string {
  return settings().MONGODB_DATABASE
}

/** Ends every client of this process: for the local stack and for scripts. */
export async function closeClients(): Promise<void> {
  const open = [...clients.values()]
  clients.clear()
  await Promise.all(open.map((client) => client.close()))
}
