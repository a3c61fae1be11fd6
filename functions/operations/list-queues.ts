import { http } from '../../shared/runtime/http.ts'
import { workerIds } from '../workers.derived.ts'
import { listQueues } from './contract.ts'
import { depthsOf } from './queues.ts'

/** Every worker's queue, as SQS counts it. */
export const handler = http(listQueues, async () => ({ items: await Promise.all(workerIds.map(depthsOf)) }))
