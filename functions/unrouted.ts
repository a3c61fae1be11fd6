import middy from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { Method } from '../shared/contract/endpoint.ts'
import { runtimeProblem } from '../shared/contract/problems.ts'
import { nameRequest, problemAnswer, requestId } from '../shared/runtime/http/middleware.ts'
import { routes } from './routes.derived.ts'

const patterns = routes.map(({ method, path }) => ({ method, pattern: patternOf(path) }))

/** Answers what no route takes: 405 with the methods of a path that exists, else 404. */
export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
  .use(nameRequest())
  .handler((event) => {
    const allowed = methodsOf(event.rawPath)
    const problem =
      allowed.length === 0
        ? runtimeProblem('not_found')
        : runtimeProblem('method_not_allowed', { headers: { allow: allowed.join(', ') } })
    return Promise.resolve(problemAnswer(problem, requestId(event)))
  })

function methodsOf(path: string): Method[] {
  return Array.from(new Set(patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))).toSorted()
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`)
}
