import type { MongoClient } from 'mongodb'
import { createDb, type Db, type DbContext } from '../store/database.ts'
import type { PendingEvent } from '../store/outbox.ts'
import { inTransaction } from '../store/transaction.ts'

/** Runs `work` in a transaction, and gives `scope.pending` the events of the run that commits and of no other. */
export async function transactionally<Result>(
  client: MongoClient,
  scope: Omit<DbContext, 'session'>,
  work: (db: Db) => Promise<Result>,
): Promise<Result> {
  const { result, emitted } = await inTransaction(client, async (session) => {
    const pending: PendingEvent[] = []
    return { result: await work(createDb({ ...scope, session, pending })), emitted: pending }
  })
  scope.pending.push(...emitted)
  return result
}
