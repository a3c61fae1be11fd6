import { randomUUID } from 'node:crypto'
import type { MiddlewareObj, Request } from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import { type AnyEndpoint, problemsOf } from '../../contract/endpoint.ts'
import { Problem, runtimeProblem, titleOf } from '../../contract/problems.ts'
import { isUnavailable } from '../../store/faults.ts'
import { describeError, logger } from '../logger.ts'

type HttpRequest = Request<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Error, Context, { started?: number }>
type HttpMiddleware = MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Error, Context, { started?: number }>

/** The id under which a request is logged, answered and passed through queues: the caller's own where it is well formed. */
export function requestId(event: APIGatewayProxyEventV2): string {
  return event.headers['x-request-id'] as string
}

/** Gives every request an id, and every answer the same one. */
export function nameRequest(): HttpMiddleware {
  const echo = ({ event, response }: HttpRequest) => {
    if (!response) return
    response.headers ??= {}
    response.headers['x-request-id'] = requestId(event)
  }
  return {
    before: ({ event }) => {
      const given = event.headers['x-request-id']
      if (given === undefined || !/^[A-Za-z0-9._-]{1,128}$/.test(given)) event.headers['x-request-id'] = randomUUID()
    },
    after: echo,
    onError: echo,
  }
}

/** One line per request. */
export function logRequests(contract: AnyEndpoint): HttpMiddleware {
  const write = ({ event, response, error, internal }: HttpRequest) => {
    const duration = performance.now() - (internal.started ?? performance.now())
    logger.info('request.answered', {
      function: contract.id,
      route: event.routeKey,
      status: response?.statusCode,
      duration_ms: Math.round(duration * 10) / 10,
      request_id: requestId(event),
      ...(error instanceof Problem && { code: error.code }),
    })
  }
  return {
    before: ({ internal }) => {
      internal.started = performance.now()
    },
    after: write,
    onError: write,
  }
}

/** Answers what was thrown as `application/problem+json` (RFC 9457). What no contract declares becomes a bare 500. */
export function answerProblems(contract: AnyEndpoint): HttpMiddleware {
  const declared = new Set(problemsOf(contract).map(([code, status]) => `${status} ${code}`))
  return {
    onError: (request) => {
      const known = asProblem(request.error)
      const problem = known && declared.has(`${known.status} ${known.code}`) ? known : runtimeProblem('internal_error')
      if (problem.status >= 500) {
        logger.error('request.failed', { function: contract.id, request_id: requestId(request.event), error: describeError(request.error) })
      }
      request.error = problem
      request.response = problemAnswer(problem, requestId(request.event))
    },
  }
}

function asProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error
  return isUnavailable(error) ? runtimeProblem('unavailable', { detail: 'The database does not answer.' }) : undefined
}

/** A problem as an HTTP answer. A 500 carries nothing but its code. */
export function problemAnswer({ code, status, options }: Problem, request_id: string): APIGatewayProxyStructuredResultV2 {
  const title = titleOf(code)
  const body = {
    type: `urn:atrium:problem:${code}`,
    title,
    status,
    detail: options.detail ?? `${title}.`,
    code,
    request_id,
    ...(options.errors && { errors: options.errors }),
    ...options.extra,
  }
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
      ...(status === 503 && { 'retry-after': '1' }),
      ...options.headers,
    },
    body: JSON.stringify(body),
  }
}
