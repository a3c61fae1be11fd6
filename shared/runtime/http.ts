import middy from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import type { ObjectId } from 'mongodb'
import type * as z from 'zod'
import type { AnyEndpoint, EndpointContract, ParamsOf, Responses } from '../contract/endpoint.ts'
import { type Problem, type ProblemOptions, runtimeProblem } from '../contract/problems.ts'
import type { Role } from '../contract/roles.ts'
import type { Db } from '../store/database.ts'
import type { ListRequest } from '../store/page.ts'
import { answerCall } from './http/answer.ts'
import { withinDeadline } from './http/deadline.ts'
import { answerProblems, logRequests, nameRequest } from './http/middleware.ts'

/** Who calls, as the verified access token says. */
export interface Caller {
  readonly id: ObjectId
  readonly role: Role
  readonly session_id: string | undefined
}

interface CallerOf {
  readonly public: Caller | undefined
  readonly user: Caller
}

type CallerFor<Auth> = Auth extends keyof CallerOf ? CallerOf[Auth] : Caller

/** What a use case gets. Time and ids come in here, so that a test can fix them. */
export interface HttpContext<Contract extends AnyEndpoint> {
  readonly params: Contract extends EndpointContract<infer Path, infer Params> ? ParamsOf<Path, Params> : never
  readonly query: Contract extends { query?: infer Query extends z.ZodType } ? z.output<Query> : Record<string, never>
  readonly body: Contract extends { body_type: 'raw' }
    ? Buffer
    : Contract extends { body?: infer Body extends z.ZodType }
      ? z.output<Body>
      : Record<string, never>
  readonly user: Contract extends { auth: infer Auth } ? CallerFor<Auth> : never
  readonly db: Db
  /** The store outside the call's transaction: for what stays written although the call is refused, such as failures counted. */
  readonly aside: Db
  readonly now: Date
  newId(): ObjectId
  /** A declared refusal: `throw problem('article_not_found')`. */
  problem(code: keyof Contract['problems'] & string, options?: ProblemOptions): Problem
  /** Which page of the list is asked for, for `db.page`. */
  readonly list: ListRequest
  /** Throws `version_mismatch` unless the document is the one that `If-Match` names. */
  expectVersion(document: object): void
  readonly request: {
    readonly id: string
    readonly address: string
    readonly user_agent: string | undefined
    readonly headers: Readonly<Record<string, string | undefined>>
  }
}

type BodyOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : void

/** An answer with a status of its own, where a contract has several, or with headers. */
export interface Reply<Status extends number = number, Body = unknown> {
  readonly reply: true
  readonly status: Status
  readonly body: Body
  readonly headers: Readonly<Record<string, string>>
}

/** An answer with this status, body (none for a status without one) and headers. */
export function reply<const Status extends number, Body = undefined>(
  status: Status,
  body?: Body,
  headers: Readonly<Record<string, string>> = {},
): Reply<Status, Body> {
  return { reply: true, status, body: body as Body, headers }
}

type RepliesOf<Response extends Responses> = {
  [Status in keyof Response & number]: Reply<Status, Response[Status] extends z.ZodType ? z.output<Response[Status]> : undefined>
}[keyof Response & number]

type IsUnion<T, Whole = T> = T extends unknown ? ([Whole] extends [T] ? false : true) : never

export type AnswerOf<Contract extends AnyEndpoint> =
  IsUnion<keyof Contract['response'] & number> extends true
    ? RepliesOf<Contract['response']>
    : BodyOf<Contract['response'][keyof Contract['response'] & number]> | RepliesOf<Contract['response']>

export type HttpHandler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>

// What is left of the Lambda's time at the deadline, for the answer.
const reserveMs = 1500

/**
 * A use case as a Lambda behind API Gateway (HTTP API, payload 2.0). In this order: token, rate limit, path, query and
 * body, idempotency, then the use case, in a transaction where the contract or an `Idempotency-Key` asks for one; after
 * the commit its events are sent, and the answer passes the contract's schema.
 */
export function http<Contract extends AnyEndpoint>(
  contract: Contract,
  useCase: (context: HttpContext<Contract>) => Promise<AnswerOf<Contract>> | AnswerOf<Contract>,
): HttpHandler {
  const answer = answerCall(contract, useCase)
  // Its own way to end early sets a timer for each call.
  const pipeline = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({ timeoutEarlyInMillis: 0 })
  return pipeline
    .use([nameRequest(), logRequests(contract), answerProblems(contract)])
    .handler((event: APIGatewayProxyEventV2, context: Context) =>
      withinDeadline(context.getRemainingTimeInMillis() - reserveMs, (deadline) => answer(event, deadline), tooLate),
    )
}

function tooLate(): Problem {
  return runtimeProblem('unavailable', { detail: 'The call took too long.' })
}
