import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'

export const getHealth = endpoint({
  id: 'get-health',
  method: 'GET',
  path: '/v1/health',
  summary: 'Whether the service and its database answer',
  auth: 'public',
  response: { 200: z.object({ status: z.literal('ok'), version: z.string() }) },
})
