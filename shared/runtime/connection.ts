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
  // In Lambda, what happens while the container starts has more of a processor than what a caller waits for.
  if (process.env.AWS_LAMBDA_INITIALIZATION_TYPE) void openEarly(operationMs)
  return () => {
    const variables = environment()
    return known.get(variables) ?? connect(operationMs, (connection) => known.set(variables, connection))
  }
}

async function openEarly(operationMs: number): Promise<void> {
  // The first call meets the same fault, and answers it.
  await mongoClient({ operation_ms: operationMs })
    .then((client) => client.connect())
    .catch(() => undefined)
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
