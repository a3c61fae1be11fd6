import * as z from 'zod'
import type { Queue } from './queues.ts'
import type { Cloud } from './template.ts'

/** What an event must have: for each field the values of which any will do. */
interface Pattern {
  readonly [field: string]: readonly string[] | Pattern
}

const pattern: z.ZodType<Pattern> = z.lazy(() =>
  z.record(z.string(), z.union([z.array(z.string()), pattern], { error: 'of patterns the local stack offers plain values alone' })),
)
const properties = {
  EventPattern: pattern,
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z.array(z.object({ Arn: z.string() })),
}

/**
 * Sends an event of another service to the queues of the rules that it matches, as EventBridge does, and says how many those
 * were. Throws for a rule without its queue.
 */
export function eventRules(cloud: Cloud, queues: ReadonlyMap<string, Queue>): (event: Readonly<Record<string, unknown>>) => number {
  const byArn = new Map(Array.from(queues.values(), (queue) => [queue.arn, queue]))
  const rules = cloud.ofType('AWS::Events::Rule').flatMap((resource) => {
    const { EventPattern, State, Targets } = resource.read(properties)
    const targets = Targets.map(({ Arn }) => {
      const queue = byArn.get(Arn)
      if (!queue) throw new Error(`${resource.logicalId} tells ${Arn}, which is not a queue of the templates`)
      return queue
    })
    return State === 'ENABLED' ? [{ wanted: EventPattern, targets }] : []
  })
  return (event) => {
    const told = rules.filter(({ wanted }) => matches(wanted, event)).flatMap(({ targets }) => targets)
    for (const queue of told) queue.send([{ body: JSON.stringify(event) }])
    return told.length
  }
}

function matches(wanted: Pattern, event: unknown): boolean {
  if (typeof event !== 'object' || event === null) return false
  const fields = new Map<string, unknown>(Object.entries(event))
  return Object.entries(wanted).every(([field, rule]) => {
    const value = fields.get(field)
    return isValues(rule) ? typeof value === 'string' && rule.includes(value) : matches(rule, value)
  })
}

function isValues(rule: Pattern[string]): rule is readonly string[] {
  return Array.isArray(rule)
}
