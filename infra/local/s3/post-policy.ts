import * as z from 'zod'
import { S3Error } from './errors.ts'
import type { SizeLimits } from './blobs.ts'

const text = z.string()
const policySchema = z.object({
  expiration: z.iso.datetime(),
  conditions: z.array(
    z.union([
      z.tuple([z.literal('content-length-range'), z.coerce.number().int().min(0), z.coerce.number().int().min(0)]),
      z.tuple([z.enum(['eq', 'starts-with']), text.startsWith('$'), text]),
      z.record(text, text),
    ]),
  ),
})

interface Condition {
  readonly operator: 'eq' | 'starts-with'
  readonly field: string
  readonly value: string
}

const largestPost = 5 * 1024 ** 3

/**
 * Checks the fields of a form against its policy: not expired, every condition met, every field covered.
 * Answers the sizes that the file may have. `fields` have names in lower case and hold the bucket as well.
 */
export function checkPolicy(fields: ReadonlyMap<string, string>): SizeLimits {
  const policy = readPolicy(fields.get('policy') ?? '')
  if (Date.parse(policy.expiration) <= Date.now()) throw denied('Policy expired.')

  const conditions: Condition[] = []
  let sizes: SizeLimits = { max: largestPost }
  for (const condition of policy.conditions) {
    if (!Array.isArray(condition)) {
      for (const [field, value] of Object.entries(condition)) conditions.push({ operator: 'eq', field: field.toLowerCase(), value })
    } else if (condition[0] === 'content-length-range') {
      sizes = { min: condition[1], max: condition[2] }
    } else {
      conditions.push({ operator: condition[0], field: condition[1].slice(1).toLowerCase(), value: condition[2] })
    }
  }
  for (const { operator, field, value } of conditions) {
    const given = fields.get(field)
    const met = operator === 'eq' ? given === value : given?.startsWith(value)
    if (!met) throw denied(`Policy Condition failed: ${JSON.stringify([operator, `$${field}`, value])}`)
  }
  const covered = new Set(['policy', 'x-amz-signature', ...conditions.map(({ field }) => field)])
  const extra = Array.from(fields.keys()).filter((field) => !covered.has(field) && !field.startsWith('x-ignore-'))
  if (extra.length > 0) throw denied(`Extra input fields: ${extra.join(', ')}`)
  return sizes
}

function readPolicy(base64: string): z.output<typeof policySchema> {
  try {
    return policySchema.parse(JSON.parse(Buffer.from(base64, 'base64').toString()))
  } catch {
    throw new S3Error('InvalidPolicyDocument', 'The policy is not a JSON document of an expiration and conditions.')
  }
}

function denied(reason: string): S3Error {
  return new S3Error('AccessDenied', `Invalid according to Policy: ${reason}`)
}
