import { MongoBulkWriteError, MongoError, MongoNetworkError, MongoServerError, MongoServerSelectionError } from 'mongodb'

const unavailableNames = new Set([
  'MongoOperationTimeoutError',
  'MongoWaitQueueTimeoutError',
  'MongoNotConnectedError',
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'MongoTopologyClosedError',
  'MongoClientClosedError',
])

// NotWritablePrimary, PrimarySteppedDown, ShutdownInProgress, Interrupted*, HostUnreachable, MaxTimeMSExpired, …
const unavailableCodes = new Set([6, 7, 50, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436])

/** Whether an error says that the database cannot be reached or does not answer in time. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true
  if (error instanceof MongoServerError && typeof error.code === 'number') return unavailableCodes.has(error.code)
  return error instanceof MongoError && unavailableNames.has(error.name)
}

/** Whether a transaction met another one and may be run again. */
export function isTransient(error: unknown): boolean {
  return error instanceof MongoError && error.hasErrorLabel('TransientTransactionError')
}

/** Whether a commit's outcome is unknown, so that the same commit is to be asked for again. */
export function isUnknownCommit(error: unknown): boolean {
  return error instanceof MongoError && error.hasErrorLabel('UnknownTransactionCommitResult')
}

/** The fields of the unique index that a write ran against; `undefined` for any other error. */
export function duplicateFields(error: unknown): string[] | undefined {
  if (!(error instanceof MongoServerError) || error.code !== 11000) return undefined
  return Object.keys((error.keyPattern as Record<string, unknown> | undefined) ?? {})
}

/** Whether a bulk write failed for nothing but documents that were there already. */
export function isDuplicateAlone(error: unknown): boolean {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError()) return false
  const faults = [error.writeErrors].flat()
  return faults.length > 0 && faults.every(({ code }) => code === 11000)
}

const upsertAttempts = 5

/**
 * Runs an upsert, again when another one inserted first. The server does so by itself only where the filter holds the
 * unique key and nothing else, which a filter for living documents does not. Not for transactions: they end with the fault.
 */
export async function upsertAgain<Result>(upsert: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await upsert()
    } catch (error) {
      if (!duplicateFields(error) || attempt === upsertAttempts) throw error
    }
  }
}
