import { schedule } from '../../shared/runtime/schedule.ts'
import { digestRunContinued, sendNotificationDigests } from './contract.ts'
import { DigestRuns } from './model.ts'

// A transaction lives no longer: what has no entry by then that can be read will have been opened later.
const settlingMs = 60_000

/** Begins the digests of the day, once, in one write with the event of their first page. */
export const handler = schedule(sendNotificationDigests, async ({ db, now, newId }) => {
  const day = now.toISOString().slice(0, 10)
  const at = new Date(now.getTime() - settlingMs)
  const { inserted } = await db.insertOnce(DigestRuns, { day }, { _id: newId(), day, at }, { emit: [digestRunContinued({ at, after: null })] })
  return { begun: inserted ? 1 : 0 }
})
