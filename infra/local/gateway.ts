import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import * as z from 'zod'
import { runtimeProblem, type RuntimeProblem } from '../../shared/contract/problems.ts'
import { problemAnswer } from '../../shared/runtime/http/middleware.ts'
import { pathOf } from './exchange.ts'
import { answerCors, type Cors, corsSchema } from './gateway-cors.ts'
import { httpEvent, sendResult } from './gateway-event.ts'
import { functionNameIn, type LambdaFunction } from './lambda.ts'
import { createRouter, type Route } from './router.ts'
import type { Cloud, Resource } from './template.ts'

const bodyLimit = 10 * 1024 * 1024
const integrationTimeoutMs = 30_000

interface Api {
  readonly id: string
  readonly cors: Cors | undefined
}

interface Target {
  readonly api: Api
  readonly invoke: LambdaFunction['invoke']
}

/** A handler of requests that serves the routes of every HTTP API of the templates, as API Gateway would. */
export function createGateway(cloud: Cloud, functions: ReadonlyMap<string, LambdaFunction>) {
  const find = createRouter(routesOf(cloud, functions, 'HTTP'))

  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const path = pathOf(req)
    const route = find(req.method as string, path)
    if (route?.target.api.cors && answerCors(route.target.api.cors, req, res)) return
    if (!route) return refuse(res, 'not_found')
    const parameters = decoded(route.parameters)
    if (!parameters) return refuse(res, 'malformed_request')
    const body = await receive(req)
    if (body === 'gone') return
    if (body === 'too large') return refuse(res, 'payload_too_large')

    const event = httpEvent(req, path, body, { apiId: route.target.api.id, key: route.key, parameters })
    const result = await inTime(route.target.invoke(event)).catch(() => failed)
    if (res.destroyed) return
    if (result === failed) refuse(res, 'internal_error')
    else if (result === late) refuse(res, 'unavailable')
    else sendResult(res, result)
  }
}

const failed = Symbol('failed')
const late = Symbol('late')

/** The routes of the WebSocket API, by their keys. */
export function socketRoutes(
  cloud: Cloud,
  functions: ReadonlyMap<string, LambdaFunction>,
): Map<string, LambdaFunction['invoke']> {
  const routes = routesOf(cloud, functions, 'WEBSOCKET')
  return new Map(routes.map(({ key, target }) => [key, target.invoke]))
}

function routesOf(cloud: Cloud, functions: ReadonlyMap<string, LambdaFunction>, protocol: 'HTTP' | 'WEBSOCKET'): Route<Target>[] {
  const apis = new Map<string, Api>()
  for (const resource of cloud.ofType('AWS::ApiGatewayV2::Api')) {
    const { ProtocolType, CorsConfiguration } = resource.read({
      ProtocolType: z.string(),
      CorsConfiguration: corsSchema.optional(),
    })
    if (ProtocolType === protocol) apis.set(resource.reference, { id: resource.reference, cors: CorsConfiguration })
  }
  const integrations = new Map(cloud.ofType('AWS::ApiGatewayV2::Integration').map((resource) => [resource.reference, resource]))

  return cloud.ofType('AWS::ApiGatewayV2::Route').flatMap((resource) => {
    const { ApiId, RouteKey, Target } = resource.read({ ApiId: z.string(), RouteKey: z.string(), Target: z.string() })
    const api = apis.get(ApiId)
    const integration = integrations.get(Target.replace('integrations/', ''))
    if (!api) return []
    if (!integration) throw new Error(`The route ${RouteKey} names the integration ${Target}, which does not exist`)
    return [{ key: RouteKey, target: { api, invoke: invocationOf(integration, RouteKey, functions) } }]
  })
}

function invocationOf(
  integration: Resource,
  key: string,
  functions: ReadonlyMap<string, LambdaFunction>,
): LambdaFunction['invoke'] {
  const { IntegrationUri } = integration.read({ IntegrationUri: z.string() })
  const lambda = functions.get(functionNameIn(IntegrationUri))
  if (!lambda) throw new Error(`The route ${key} leads to ${IntegrationUri}, which is not a function of the templates`)
  return lambda.invoke
}

function decoded(parameters: Readonly<Record<string, string>>): Record<string, string> | undefined {
  try {
    return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, decodeURIComponent(value)]))
  } catch {
    return undefined
  }
}

/** Reads to the end what is too large as well: a client that still sends would not see the answer. */
function receive(req: IncomingMessage): Promise<Buffer | 'too large' | 'gone'> {
  const chunks: Buffer[] = []
  let size = 0
  return new Promise((resolve) => {
    req.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= bodyLimit) chunks.push(chunk)
    })
    req.on('end', () => resolve(size > bodyLimit ? 'too large' : Buffer.concat(chunks)))
    req.on('error', () => resolve('gone'))
  })
}

async function inTime(work: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<typeof late>((resolve) => {
    timer = setTimeout(resolve, integrationTimeoutMs, late)
  })
  try {
    return await Promise.race([work, timeout])
  } finally {
    clearTimeout(timer)
  }
}

/** What the gateway refuses itself has the shape of every other refusal. */
function refuse(res: ServerResponse, code: RuntimeProblem): void {
  sendResult(res, problemAnswer(runtimeProblem(code), randomUUID()))
}
