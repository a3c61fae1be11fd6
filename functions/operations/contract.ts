import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
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
