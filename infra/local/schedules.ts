import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { functionNameIn, type LambdaFunction } from './lambda.ts'
import { nextRun } from './schedules-expression.ts'
import type { Cloud } from './template.ts'

/** A schedule of the templates. */
export interface Schedule {
  /** The id in its contract. */
  readonly id: string
  readonly expression: string
  /** Runs it when a run that is under way has ended. Resolves to what it answers, rejects with what it throws. */
  run(): Promise<unknown>
}

export interface Schedules {
  readonly items: readonly Schedule[]
  /** Runs those with a rate once, as EventBridge Scheduler does when it makes them, and from then on each when it is due. */
  start(): Promise<void>
  /** Runs what has fallen due since it was looked at last, each once, and resolves to their ids when all have ended. */
  catchUp(): Promise<string[]>
  busy(): boolean
  /** Starts no more, and ends when what runs has ended. */
  stop(): Promise<void>
}

const properties = {
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.literal('UTC').default('UTC'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Target: z.object({ Arn: z.string(), Input: z.string().optional() }),
}

// setTimeout takes 24.8 days at most; a clock that the machine itself moved is noticed as well.
const longestSleepMs = 3_600_000

/** The schedules of the templates. Throws for one with a wrong expression, or without its function. */
export function createSchedules(cloud: Cloud, functions: ReadonlyMap<string, LambdaFunction>): Schedules {
  const timed = cloud.ofType('AWS::Scheduler::Schedule').flatMap((resource) => {
    const { ScheduleExpression, State, Target } = resource.read(properties)
    const lambda = functions.get(functionNameIn(Target.Arn))
    if (!lambda) throw new Error(`${resource.logicalId} starts ${Target.Arn}, which is not a function of the templates`)
    const input = Target.Input === undefined ? undefined : (JSON.parse(Target.Input) as unknown)
    const event = () => input ?? scheduledEvent(resource.attribute('Arn'))
    return State === 'ENABLED' ? [timedSchedule(lambda, ScheduleExpression, event)] : []
  })
  let timer: NodeJS.Timeout | undefined

  const runDue = () => {
    const now = Date.now()
    return timed.filter((schedule) => schedule.takeTurn(now))
  }
  const wait = () => {
    clearTimeout(timer)
    const next = Math.min(...timed.map(({ due }) => due()))
    timer = setTimeout(tick, Math.min(longestSleepMs, Math.max(0, next - Date.now()))).unref()
  }
  const tick = () => {
    // The error of a failing run is the function's to report.
    for (const schedule of runDue()) if (!schedule.busy()) schedule.run().catch(() => undefined)
    wait()
  }

  return {
    items: timed,
    async start() {
      // Whoever fails has told so, and is due again.
      await Promise.allSettled(timed.filter(({ expression }) => expression.startsWith('rate')).map((schedule) => schedule.run()))
      wait()
    },
    async catchUp() {
      const due = runDue()
      await Promise.allSettled(due.map((schedule) => schedule.run()))
      wait()
      return due.map(({ id }) => id)
    },
    busy: () => timed.some((schedule) => schedule.busy()),
    async stop() {
      clearTimeout(timer)
      await Promise.all(timed.map((schedule) => schedule.idle()))
    },
  }
}

function timedSchedule(lambda: LambdaFunction, expression: string, event: () => unknown) {
  const dueAfter = (time: number) => nextRun(expression, new Date(time))?.getTime() ?? Infinity
  let due = dueAfter(Date.now())
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()
  return {
    id: lambda.id,
    expression,
    due: () => due,
    /** Whether it is due; if so it is not any more. */
    takeTurn(now: number): boolean {
      if (due > now) return false
      due = dueAfter(now)
      return true
    },
    busy: () => waiting > 0,
    idle: () => last.catch(() => undefined),
    async run(): Promise<unknown> {
      waiting += 1
      const before = last.catch(() => undefined)
      last = before.then(() => lambda.invoke(event()))
      try {
        return await last
      } finally {
        waiting -= 1
      }
    },
  }
}

function scheduledEvent(arn: string): object {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: '000000000000',
    time: new Date().toISOString().replace(/\.\d+/, ''),
    region: process.env.AWS_REGION ?? 'local',
    resources: [arn],
    detail: '{}',
  }
}
