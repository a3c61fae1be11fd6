import { http } from '../../shared/runtime/http.ts'
import { workerIds } from '../workers.derived.ts'
import { redriveQueue } from './contract.ts'
import { putBack } from './queues.ts'

/** Begins the move. A second caller finds nothing left, or is told of the move under way. */
export const handler = http(redriveQueue, async ({ params: { queue_id }, problem }) => {
  if (!workerIds.includes(queue_id)) throw problem('queue_not_found')
  const moved = await putBack(queue_id)
  if (moved === undefined) throw problem('redrive_in_progress')
  return { id: queue_id, moved }
})
