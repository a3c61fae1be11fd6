import { eventBatch } from '../../shared/runtime/worker.ts'
import { countEngagement } from './contract.ts'
import { actsOf } from './counting.ts'
import { gather } from './gather.ts'
import { writeSums } from './write-sums.ts'

/** Adds a batch of events to every count that they change, each document once. */
export const handler = eventBatch(countEngagement, async ({ events, db, now }) => {
  await writeSums(db, gather(events.flatMap(actsOf), now), now)
})
