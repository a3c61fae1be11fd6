import { schedule } from '../../shared/runtime/schedule.ts'
import { claimOverdue } from '../../shared/store/outbox.ts'
import { carriers } from '../carriers.derived.ts'
import { sweepOutbox } from './contract.ts'

const pageSize = 200
const pagesPerRun = 50

/** Sends again, collection by collection, what is overdue in the outboxes. */
export const handler = schedule(sweepOutbox, async ({ database, pending, flush, now }) => {
  let events_sent = 0
  for (const name of carriers) {
    for (let page = 0; page < pagesPerRun; page += 1) {
      const claimed = await claimOverdue(database, name, now, pageSize)
      if (claimed.length === 0) break
      pending.push(...claimed)
      await flush()
      events_sent += claimed.length
    }
  }
  return { events_sent }
})
