import * as z from 'zod'

/** RFC 9457, as every refusal is answered. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.string(),
    request_id: z.string(),
    errors: z.array(z.object({ path: z.string().meta({ description: 'A JSON Pointer' }), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457. `code` is stable; `errors` names the fields that are at fault.' })

/** Headers that many operations take. */
export const sharedParameters = {
  IdempotencyKey: {
    in: 'header',
    name: 'Idempotency-Key',
    description: 'The first answer to a key is replayed for 24 hours.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[ -~]+$' },
  },
  IfMatch: {
    in: 'header',
    name: 'If-Match',
    description: 'The `ETag` that is expected; another one is answered with 412.',
    schema: { type: 'string' },
  },
  IfNoneMatch: {
    in: 'header',
    name: 'If-None-Match',
    description: 'The `ETag` that is known; the same one is answered with 304.',
    schema: { type: 'string' },
  },
}
