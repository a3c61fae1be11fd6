import { inTurn } from '../../shared/runtime/leases.ts'
import { eachEvent } from '../../shared/runtime/worker.ts'
import { countEngagement, rankSubjects } from './contract.ts'
import { bringUpPopularity } from './popularity.ts'

/** Moves things to their new places in lists. It takes its turn among the batches that count, which would conflict with it. */
export const handler = eachEvent(rankSubjects, async ({ event, db }) => {
  const { subject_type, subject_ids } = event.data
  await inTurn(db, countEngagement.id, () => bringUpPopularity(db, subject_type, subject_ids))
})
