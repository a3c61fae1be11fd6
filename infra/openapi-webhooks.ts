import * as z from 'zod'
import type { PublicEvent } from '../functions/webhooks/public-events.ts'
import { time } from '../shared/contract/fields.ts'

type Json = Record<string, unknown>

/** What receivers of webhooks are sent, as OpenAPI 3.1 describes calls that an API makes rather than takes. */
export function webhooksOf(events: readonly PublicEvent[], describe: (schema: z.ZodType, path: string[]) => Json): Json {
  const calls = events.map(({ event: { type }, summary, data }) => {
    const message = z.object({ type: z.literal(type), timestamp: time, data })
    const operation = {
      operationId: type,
      summary,
      tags: ['webhooks'],
      parameters: signature,
      requestBody: { required: true, content: { 'application/json': { schema: describe(message, ['webhooks', type]) } } },
      responses: { '2XX': { description: 'Taken' }, 410: { description: 'Not wanted any more: the webhook is turned off' } },
    }
    return [type, { post: operation }]
  })
  return Object.fromEntries(calls) as Json
}

const signature = [
  { name: 'webhook-id', description: 'Of the event, the same at every attempt', schema: { type: 'string' } },
  { name: 'webhook-timestamp', description: 'When the attempt was made, in seconds', schema: { type: 'integer' } },
  { name: 'webhook-signature', description: 'One or more signatures of Standard Webhooks', schema: { type: 'string' } },
].map((header) => ({ ...header, in: 'header', required: true }))
