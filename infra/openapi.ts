import * as z from 'zod'
import { type ComponentRegistry, createComponents, createRegistry, type ZodOpenApiOverrideContext } from 'zod-openapi/api'
import type { PublicEvent } from '../functions/webhooks/public-events.ts'
import type { Domain } from '../shared/contract/domain.ts'
import { type AnyEndpoint, parameterSchema, pathParameters, problemsOf, type Route, routesOf } from '../shared/contract/endpoint.ts'
import { titleOf } from '../shared/contract/problems.ts'
import { Problem, sharedParameters } from './openapi-shared.ts'
import { webhooksOf } from './openapi-webhooks.ts'

type Json = Record<string, unknown>

const version31 = '3.1.1'

export interface OpenApiOptions {
  readonly version: string
  /** Where the API is served. */
  readonly url: string
  /** What receivers of webhooks are told. */
  readonly told?: readonly PublicEvent[]
}

/** An OpenAPI 3.1 document of every route in the catalogue. */
export function openApiDocument(domains: readonly Domain[], { version, url, told = [] }: OpenApiOptions): object {
  const registry = createRegistry({
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
  })
  const problem = describe(registry, Problem, ['Problem'])
  const paths: Record<string, Json> = {}
  for (const { name, endpoints } of domains) {
    for (const contract of endpoints) {
      for (const route of routesOf(contract)) {
        const operation = operationOf(registry, contract, route, problem)
        paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: { tags: [name], ...operation } }
      }
    }
  }
  const webhooks = webhooksOf(told, (schema, path) => describe(registry, schema, path))
  const components = createComponents(registry, { override: dropImpliedBounds }, version31)
  return {
    openapi: version31,
    info: { title: 'Atrium', version, description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url }],
    tags: domains.filter(({ endpoints }) => endpoints.length > 0).map(({ name }) => ({ name })),
    paths,
    ...(told.length > 0 && { webhooks }),
    components: { ...components, parameters: sharedParameters },
  }
}

const description = [
  'Ids are ObjectIds in hex, times are ISO 8601 in UTC. Lists answer `{ items, next_cursor }` and take `limit` and `cursor`.',
  'Refusals are RFC 9457 problems; `x-codes` lists the stable codes that an operation answers with.',
  'An `X-Request-Id` of 1–128 `[A-Za-z0-9._-]` is echoed and logged.',
].join('\n\n')

function operationOf(registry: ComponentRegistry, contract: AnyEndpoint, { path, method, fixed }: Route, problem: Json): Json {
  const values = Object.values(fixed)
  const at = [method, path]
  const parameters = parametersOf(registry, contract, pathParameters(path), at)
  return {
    operationId: [contract.id, ...values].join('-'),
    summary: values.length > 0 ? `${contract.summary} (${values.join(', ')})` : contract.summary,
    ...descriptionOf(contract),
    ...(parameters.length > 0 && { parameters }),
    ...(contract.body && { requestBody: requestBodyOf(registry, contract, contract.body, at) }),
    responses: { ...successesOf(registry, contract, at), ...refusalsOf(contract, problem) },
    security: securityOf(contract),
  }
}

function descriptionOf({ description: text, auth }: AnyEndpoint): Json {
  const access = auth === 'public' || auth === 'user' ? [] : [`Needs the role \`${auth}\`; an admin may call it too.`]
  const paragraphs = [...(text ? [text] : []), ...access]
  return paragraphs.length > 0 ? { description: paragraphs.join('\n\n') } : {}
}

function parametersOf(registry: ComponentRegistry, contract: AnyEndpoint, inPath: string[], at: string[]): object[] {
  const inQuery = Object.entries(queryOf(contract))
  const shared = contract.method === 'GET' ? [] : ['IdempotencyKey']
  if (contract.if_match) shared.push('IfMatch')
  if (contract.method === 'GET' && contract.etag) shared.push('IfNoneMatch')
  return [
    ...inPath.map((name) => registry.addParameter(parameterSchema(contract, name), at, { location: { in: 'path', name } })),
    ...inQuery.map(([name, schema]) => registry.addParameter(schema, at, { location: { in: 'query', name } })),
    ...shared.map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ]
}

function queryOf({ id, query }: AnyEndpoint): z.core.$ZodShape {
  if (!query) return {}
  if (query instanceof z.ZodObject) return query.shape
  throw new Error(`The query of ${id} is not an object, so it has no parameters to describe`)
}

function requestBodyOf(registry: ComponentRegistry, contract: AnyEndpoint, body: z.ZodType, at: string[]): Json {
  const types = contract.consumes ?? ['application/json']
  if (contract.body_type === 'raw') return { required: true, content: Object.fromEntries(types.map((type) => [type, {}])) }
  const schema = describe(registry, body, [...at, 'body'])
  // A call whose fields are all optional may come without any body.
  const required = !body.safeParse({}).success
  return { required, content: Object.fromEntries(types.map((type) => [type, { schema }])) }
}

function successesOf(registry: ComponentRegistry, contract: AnyEndpoint, at: string[]): Json {
  const successes = Object.entries(contract.response).map(([status, body]) => {
    const content = body && { [contract.produces ?? 'application/json']: { schema: describe(registry, body, [...at, status]) } }
    const headers = contract.etag && { ETag: { schema: { type: 'string' } } }
    return [status, { description: statusTexts[status] ?? 'Success', ...(headers && { headers }), ...(content && { content }) }]
  })
  const unchanged = contract.method === 'GET' && contract.etag ? { 304: { description: 'Not modified' } } : {}
  return { ...(Object.fromEntries(successes) as Json), ...unchanged }
}

function refusalsOf(contract: AnyEndpoint, problem: Json): Json {
  const byStatus = Map.groupBy(problemsOf(contract), ([, status]) => status)
  const refusals = Array.from(byStatus, ([status, entries]) => {
    const codes = entries.map(([code]) => code).toSorted()
    const schema = { allOf: [problem, { type: 'object', properties: { code: { enum: codes } } }] }
    return [
      status,
      {
        description: codes.map(titleOf).join(' · '),
        ...(status === 429 && { headers: { 'Retry-After': { schema: { type: 'integer', minimum: 0 } } } }),
        content: { 'application/problem+json': { schema } },
        'x-codes': codes,
      },
    ]
  })
  return Object.fromEntries(refusals) as Json
}

function securityOf({ auth, ignores_token }: AnyEndpoint): object[] {
  if (ignores_token) return []
  return auth === 'public' ? [{}, { bearer: [] }] : [{ bearer: [] }]
}

/**
 * A reference that is filled in once all schemas are known. What is on the wire is the input side of a codec in answers too,
 * since they are encoded; it also leaves objects open, so that clients do not break when an answer gains a field.
 */
function describe(registry: ComponentRegistry, schema: z.ZodType, path: string[]): Json {
  return registry.addSchema(schema, path, { io: 'input', source: { type: 'mediaType' } }) as Json
}

/** Whole numbers are bounded by what JavaScript can hold, which says nothing about the field. */
function dropImpliedBounds({ jsonSchema }: ZodOpenApiOverrideContext): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
}

const statusTexts: Readonly<Record<string, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'Done',
  308: 'Moved: see `Location`',
}
