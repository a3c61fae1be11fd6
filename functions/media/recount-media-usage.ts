import { eventBatch } from '../../shared/runtime/worker.ts'
import { recountMediaUsage } from './contract.ts'
import { recountUsage } from './usage.ts'

/** Gives room back: counts again what those have whose uploads ended, or turned out smaller than they were announced. */
export const handler = eventBatch(recountMediaUsage, async ({ events, db, now }) => {
  const owners = new Map(events.map(({ data: { owner_id } }) => [owner_id.toHexString(), owner_id]))
  for (const owner_id of owners.values()) await recountUsage(db, owner_id, now)
})
