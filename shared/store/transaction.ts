import type { ClientSession, MongoClient } from 'mongodb'
import { isTransient, isUnknownCommit } from './faults.ts'

const attempts = 12
const longestPauseMs = 150

/**
 * Runs `work` in a transaction (snapshot reads, majority writes) and commits. On a transient conflict the whole work runs
 * again after a growing, random pause, at most 12 times; then the conflict is thrown. `work` must have no effect but
 * its writes in the session.
 */
export async function inTransaction<Result>(client: MongoClient, work: (session: ClientSession) => Promise<Result>): Promise<Result> {
  const session = client.startSession({ defaultTransactionOptions: { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } } })
  try {
    for (let attempt = 1; ; attempt += 1) {
      session.startTransaction()
      try {
        const result = await work(session)
        await commit(session)
        return result
      } catch (error) {
        if (session.inTransaction()) await session.abortTransaction().catch(() => undefined)
        if (!isTransient(error) || attempt === attempts) throw error
        await pause(attempt)
      }
    }
  } finally {
    await session.endSession()
  }
}

async function commit(session: ClientSession): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await session.commitTransaction()
    } catch (error) {
      if (!isUnknownCommit(error) || attempt === 3) throw error
    }
  }
}

function pause(attempt: number): Promise<void> {
  const ceiling = Math.min(longestPauseMs, 2 ** attempt)
  return new Promise((resolve) => setTimeout(resolve, Math.random() * ceiling))
}
