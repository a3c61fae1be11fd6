import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { count } from '../../shared/contract/fields.ts'
import { schedule } from '../../shared/contract/worker.ts'

export const getHealth = endpoint({
  id: 'get-health',
  method: 'GET',
  path: '/v1/health',
  summary: 'Whether the service and its database answer',
  auth: 'public',
  ignores_token: true,
  response: { 200: z.object({ status: z.literal('ok'), version: z.string() }) },
})

export const sweepOutbox = schedule({
  id: 'sweep-outbox',
  summary: 'Sends events that a crash left behind',
  expression: 'rate(1 minute)',
  sweeps_outboxes: true,
  impact: 'Counts and notifications that a crash held back do not arrive.',
})

const Queue = z
  .object({
    id: z.string().describe('The worker that empties it.'),
    visible: count.describe('Messages that wait.'),
    in_flight: count.describe('Messages that the worker has.'),
    delayed: count.describe('Messages that may not be taken yet.'),
    dead_letters: count.describe('Messages that failed too often and wait for a person.'),
  })
  .meta({ id: 'Queue' })

export const listQueues = endpoint({
  id: 'list-queues',
  method: 'GET',
  path: '/v1/admin/queues',
  summary: 'How much waits in the queue of each worker, and what it gave up',
  description: 'Queues count approximately while messages come and go.',
  auth: 'admin',
  response: { 200: z.object({ items: z.array(Queue) }) },
  uses: ['queue-depths'],
})

export const redriveQueue = endpoint({
  id: 'redrive-queue',
  method: 'POST',
  path: '/v1/admin/queues/{queue_id}/redrive',
  summary: 'Put the dead letters of a queue back into it',
  description: 'Answers once the move has begun; `moved` is about how many messages are on their way.',
  auth: 'admin',
  params: { queue_id: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/) },
  response: { 202: z.object({ id: z.string(), moved: count }) },
  problems: { queue_not_found: 404, redrive_in_progress: 409 },
  uses: ['redrive'],
})
