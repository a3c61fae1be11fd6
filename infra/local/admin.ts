import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import * as z from 'zod'
import { runtimeProblem, type RuntimeProblem, type ProblemOptions } from '../../shared/contract/problems.ts'
import { problemAnswer } from '../../shared/runtime/http/middleware.ts'
import type { Clock } from './clock.ts'
import type { EventSource } from './event-sources.ts'
import { answerJson, pathOf, readBody } from './exchange.ts'
import { sendResult } from './gateway-event.ts'
import type { CapturedMail } from './mail.ts'
import type { Schedules } from './schedules.ts'

export interface AdminOptions {
  readonly clock: Clock
  readonly schedules: Schedules
  readonly sources: readonly EventSource[]
  /** Brings an event of another service where the templates want it, and says to how many places. */
  readonly tell: (event: Readonly<Record<string, unknown>>) => number
  readonly mails: (to?: string) => CapturedMail[]
  /** Whether every event has reached its queues. */
  readonly outboxIsEmpty: () => Promise<boolean>
}

const prefix = '/_local/'
const bodyLimit = 64 * 1024
const settledPollMs = 10

const clockBody = z.strictObject({
  advance_seconds: z
    .number()
    .min(0)
    .max(10 * 365 * 86_400),
})
const settledQuery = z.strictObject({ timeout_seconds: z.coerce.number().min(0).max(600).default(30) })
const eventBody = z.record(z.string(), z.unknown())
const mailQuery = z.strictObject({ to: z.string().optional() })

interface Request {
  readonly id: string
  query<Schema extends z.ZodType>(schema: Schema): z.output<Schema>
  body<Schema extends z.ZodType>(schema: Schema): Promise<z.output<Schema>>
}

class Refusal extends Error {
  readonly code: RuntimeProblem
  readonly options: ProblemOptions

  constructor(code: RuntimeProblem, options: ProblemOptions = {}) {
    super(code)
    this.code = code
    this.options = options
  }
}

/** The routes below `/_local/`, with which tests and people move the time and look behind the interface. None exists in AWS. */
export function createAdmin({ clock, schedules, sources, tell, mails, outboxIsEmpty }: AdminOptions) {
  const sourceOf = (id: string) => found(sources.find(({ lambda }) => lambda.id === id))

  const isSettled = async () => {
    const idle = () =>
      !schedules.busy() && sources.every(({ queue }) => Object.values(queue.depths()).every((depth) => depth === 0))
    // Looked at twice, because something may be sent while the outbox is read.
    return idle() && (await outboxIsEmpty()) && idle()
  }

  const routes: Readonly<Record<string, (request: Request) => Promise<unknown> | object>> = {
    'GET schedules': () => ({ items: schedules.items.map(({ id, expression }) => ({ id, expression })) }),
    async 'POST schedules/{id}/run'({ id }) {
      const schedule = found(schedules.items.find((item) => item.id === id))
      try {
        return { id, result: (await schedule.run()) ?? null }
      } catch (error) {
        throw new Refusal('internal_error', { detail: (error as Error).message })
      }
    },
    async 'POST clock'({ body }) {
      const { advance_seconds } = await body(clockBody)
      clock.advance(advance_seconds)
      for (const source of sources) {
        source.queue.wake()
        source.hurry()
      }
      return { now: new Date().toISOString(), ran: await schedules.catchUp() }
    },
    async 'GET settled'({ query }) {
      const { timeout_seconds } = query(settledQuery)
      const deadline = performance.now() + timeout_seconds * 1000
      while (!(await isSettled())) {
        if (performance.now() >= deadline) throw new Refusal('unavailable', { detail: 'Something is still on its way.' })
        // Whoever waits has sent what they had to send, so that a fuller batch is worth no second of their time.
        for (const source of sources) source.hurry()
        await setTimeout(settledPollMs)
      }
      return { settled: true }
    },
    'GET queues': () => ({
      items: sources.map(({ queue, lambda: { id } }) => {
        return { id, ...queue.depths(), dead_letters: queue.deadLetters?.depths().visible ?? 0 }
      }),
    }),
    'POST queues/{id}/redrive': ({ id }) => {
      const { queue } = sourceOf(id)
      return { id, moved: queue.deadLetters?.moveTo(queue) ?? 0 }
    },
    'POST events': async ({ body }) => ({ told: tell(await body(eventBody)) }),
    'GET mail': ({ query }) => ({ items: mails(query(mailQuery).to) }),
  }

  return {
    /** Answers `req` if it is for the local stack itself; `false` leaves it untouched. */
    async handle(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
      const path = pathOf(req)
      if (!path.startsWith(prefix)) return false
      try {
        const [collection = '', id = '', action] = path.slice(prefix.length).split('/').map(decodeURIComponent)
        const key = action === undefined ? collection : `${collection}/{id}/${action}`
        const route = routes[`${req.method} ${key}`]
        if (!route || (action === undefined && id !== '')) throw unrouted(Object.keys(routes), key)
        answerJson(res, 200, await route(readRequest(req, id)))
      } catch (error) {
        const { code, options } =
          error instanceof Refusal ? error : new Refusal('internal_error', { detail: (error as Error).message })
        sendResult(res, problemAnswer(runtimeProblem(code, options), randomUUID()))
      }
      return true
    },
  }
}

function readRequest(req: IncomingMessage, id: string): Request {
  return {
    id,
    query: (schema) => parsed(schema, Object.fromEntries(new URL(req.url ?? '/', 'http://local').searchParams), '/query'),
    async body(schema) {
      const bytes = (await readBody(req, bodyLimit)) ?? Buffer.alloc(0)
      try {
        return parsed(schema, JSON.parse(bytes.toString()), '')
      } catch (error) {
        throw error instanceof SyntaxError ? new Refusal('malformed_json') : error
      }
    },
  }
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown, base: string): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const errors = result.error.issues.map(({ path, message }) => ({ path: [base, ...path].join('/'), message }))
  throw new Refusal('validation_failed', { errors })
}

function found<Item>(item: Item | undefined): Item {
  if (item === undefined) throw new Refusal('not_found')
  return item
}

function unrouted(routes: readonly string[], key: string): Refusal {
  const allowed = routes.flatMap((route) => (route.endsWith(` ${key}`) ? route.split(' ', 1) : []))
  return allowed.length > 0
    ? new Refusal('method_not_allowed', { headers: { allow: allowed.join(', ') } })
    : new Refusal('not_found')
}
