import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { ObjectId } from 'mongodb'
import * as z from 'zod'
import type { AnyEndpoint, RateLimit } from '../../contract/endpoint.ts'
import { Problem, type ProblemOptions } from '../../contract/problems.ts'
import { createDb, type Db } from '../../store/database.ts'
import type { PendingEvent } from '../../store/outbox.ts'
import type { ListRequest } from '../../store/page.ts'
import { touch } from '../activity.ts'
import { connector, eventRoutes } from '../connection.ts'
import { prepareSending, sendEvents } from '../event-sender.ts'
import type { Caller, Reply } from '../http.ts'
import { transactionally } from '../transactional.ts'
import { callerOf, requireRole } from './caller.ts'
import type { Deadline } from './deadline.ts'
import { type IdempotentCall, idempotentCall, type StoredAnswer } from './idempotency.ts'
import { requestId } from './middleware.ts'
import { addressOf, isLoopback, requestReader } from './request.ts'
import { takeCall } from './throttle.ts'
import { etagOf, namesTag, versionCheck } from './version.ts'

export type UseCase = (context: never) => unknown

type Answer = (event: APIGatewayProxyEventV2, deadline: Deadline) => Promise<APIGatewayProxyStructuredResultV2>

const connect = connector(4_000)

/** Answers a call of one endpoint; see `http` for the order of what happens. */
export function answerCall(contract: AnyEndpoint, useCase: UseCase): Answer {
  prepareSending(contract)
  const read = requestReader(contract)
  const write = answerWriter(contract)

  return async (event, deadline) => {
    const caller = await callerOf(contract, event)
    const { client, database } = await connect()
    const now = new Date()
    const pending: PendingEvent[] = []
    const scope = { database, now, routes: eventRoutes(), request_id: requestId(event), deadline, union: true }
    const outside = createDb({ ...scope, pending })

    const limits = contract.limit && (await throttle(contract.id, contract.limit, outside, event, caller, now))
    const params = read.params(event)
    const query = read.query(event)
    const raw = read.raw(event)
    const body = read.body(raw)
    requireRole(contract, caller)
    const key = event.headers['idempotency-key']
    const once = key !== undefined && contract.method !== 'GET' ? await idempotency(key, contract.id, event, caller, { path: params, body: raw, now }) : undefined
    const active = caller && touch(outside, caller.id, now)

    const run = async (db: Db): Promise<StoredAnswer> => {
      const kept = await once?.replay(db)
      if (kept) return { ...kept, headers: { ...kept.headers, 'idempotent-replayed': 'true' } }
      const result = await useCase({
        params,
        query,
        body,
        user: caller,
        db,
        aside: outside,
        now,
        newId: () => new ObjectId(),
        problem: (code: string, options?: ProblemOptions) => declaredProblem(contract, code, options),
        ...(isListQuery(query) && { list: listRequest(contract, event, params, query, caller) }),
        expectVersion: versionCheck(contract.etag ?? [], event.headers['if-match']),
        request: { id: requestId(event), address: addressOf(event), user_agent: event.headers['user-agent'], headers: event.headers },
      } as never)
      const answer = write(result, event, caller)
      await once?.keep(db, answer)
      return answer
    }

    try {
      const answer = once || needsTransaction(contract, body) ? await transactionally(client, { ...scope, pending }, run) : await run(outside)
      const { status: statusCode, body: text } = answer
      const headers = { ...answer.headers, ...limits }
      return text === undefined ? { statusCode, headers } : { statusCode, headers, body: text }
    } finally {
      // Also after a refusal: what was committed before it is true, and its events are owed.
      if (pending.length > 0 || active) await Promise.all([sendEvents(pending), active])
    }
  }
}

function needsTransaction({ transaction = false }: AnyEndpoint, body: unknown): boolean {
  if (typeof transaction === 'boolean') return transaction
  return typeof body === 'object' && body !== null && transaction.some((field) => field in body)
}

function declaredProblem(contract: AnyEndpoint, code: string, options?: ProblemOptions): Problem {
  const status = contract.problems[code]
  if (status === undefined) throw new Error(`${contract.id} does not declare the problem ${code}`)
  return new Problem(code, status, options)
}

async function throttle(
  id: string,
  limit: RateLimit,
  db: Db,
  event: APIGatewayProxyEventV2,
  caller: Caller | undefined,
  now: Date,
): Promise<Record<string, string>> {
  const address = addressOf(event)
  if (limit.per === 'user' && caller) return takeCall(db, `${id} ${caller.id.toHexString()}`, limit, now)
  return isLoopback(address) ? {} : takeCall(db, `${id} ${address}`, limit, now)
}

function idempotency(
  key: string,
  operation: string,
  event: APIGatewayProxyEventV2,
  caller: Caller | undefined,
  request: { path: unknown; body: unknown; now: Date },
): Promise<IdempotentCall> {
  const principal = caller ? `user ${caller.id.toHexString()}` : `address ${addressOf(event)}`
  return idempotentCall(key, { ...request, principal, operation })
}

interface ListQuery {
  readonly limit: number
  readonly cursor?: string
}

function isListQuery(query: unknown): query is ListQuery {
  return typeof query === 'object' && query !== null && 'limit' in query
}

function listRequest(
  contract: AnyEndpoint,
  event: APIGatewayProxyEventV2,
  params: unknown,
  { limit, cursor, ...filters }: ListQuery,
  caller: Caller | undefined,
): ListRequest {
  const reader = contract.auth === 'public' ? '' : caller?.id.toHexString()
  return { limit, cursor, list: JSON.stringify([event.routeKey, params, Object.entries(filters).toSorted(), reader]) }
}

type Writer = (result: unknown, event: APIGatewayProxyEventV2, caller: Caller | undefined) => StoredAnswer

function answerWriter(contract: AnyEndpoint): Writer {
  const statuses = Object.keys(contract.response).map(Number)
  const type = contract.produces ?? 'application/json'
  return (result, event, caller) => {
    const { status, body, headers } = isReply(result) ? result : { status: statuses[0] as number, body: result, headers: {} }
    const schema = contract.response[status]
    if (schema === undefined) throw new Error(`${contract.id} does not declare the status ${status}`)
    const caching = { 'cache-control': contract.cache_control ?? (caller ? 'private, no-store' : 'no-cache') }
    if (schema === null) return { status, headers: { ...caching, ...headers }, body: undefined }

    const encoded = z.encode(schema, body)
    const tag = contract.etag && etagOf(contract.etag, encoded as Record<string, unknown>)
    const tagged = { ...caching, ...(tag && { etag: tag }), ...headers }
    const seen = event.headers['if-none-match']
    if (tag && contract.method === 'GET' && seen !== undefined && namesTag(seen, tag, { weak: true })) {
      return { status: 304, headers: tagged, body: undefined }
    }
    const text = contract.produces ? String(encoded) : JSON.stringify(encoded)
    return { status, headers: { 'content-type': type, ...tagged }, body: text }
  }
}

function isReply(result: unknown): result is Reply {
  return typeof result === 'object' && result !== null && 'reply' in result && result.reply === true
}
