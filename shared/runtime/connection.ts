import type { Db as MongoDb, MongoClient } from 'mongodb'
import * as z from 'zod'
import { databaseName, mongoClient } from '../store/client.ts'
import type { EventRoutes } from '../store/outbox.ts'
import { configuration, type Environment, environment } from './environment.ts'

const settings = configuration({
  EVENT_ROUTES: z.string().transform((text) => z.record(z.string(), z.array(z.string())).parse(JSON.parse(text))),
})

export interface Connection {
  readonly client: MongoClient
  readonly database: MongoDb
}

/**
 * A way to the database of the function that runs, whose operations end within `operationMs`. It is remembered, because
 * making a driver's handle anew takes longer than the rest of a call's own work.
 */
export function connector(operationMs: number): () => Connection | Promise<Connection> {
  const known = new WeakMap<Environment, Connection>()
  return () => {
    const variables = environment()
    return known.get(variables) ?? connect(operationMs, (connection) => known.set(variables, connection))
  }
}

async function connect(operationMs: number, remember: (connection: Connection) => void): Promise<Connection> {
  const client = await mongoClient({ operation_ms: operationMs })
  const connection = { client, database: client.db(databaseName()) }
  remember(connection)
  return connection
}

/** Where the events go that this function declares under `emits`. */
export function eventRoutes(): EventRoutes {
  return settings().EVENT_ROUTES
}
