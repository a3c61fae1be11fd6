import type { Db as MongoDb, MongoClient } from 'mongodb'
import * as z from 'zod'
import { databaseName, mongoClient } from '../store/client.ts'
import type { EventRoutes } from '../store/outbox.ts'
import { configuration } from './environment.ts'

const settings = configuration({
  EVENT_ROUTES: z.string().transform((text) => z.record(z.string(), z.array(z.string())).parse(JSON.parse(text))),
})

/** The container's database; its operations end within `operationMs`. */
export async function connect(operationMs: number): Promise<{ client: MongoClient; database: MongoDb }> {
  const client = await mongoClient({ operation_ms: operationMs })
  return { client, database: client.db(databaseName()) }
}

/** Where the events go that this function declares under `emits`. */
export function eventRoutes(): EventRoutes {
  return settings().EVENT_ROUTES
}
