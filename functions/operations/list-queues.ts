import { http } from '../../shared/runtime/http.ts'
import { listQueues } from './contract.ts'
import { depthsOf, workerIds } from './queues.ts'

/** Every worker's queue, as SQS counts it. */
export const handler = http(listQueues, async () => ({ items: await Promise.all(workerIds.map(depthsOf)) }))
