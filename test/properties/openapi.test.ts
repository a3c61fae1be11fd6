import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { domains } from '../../functions/catalogue.ts'
import { openApiDocument } from '../../infra/openapi.ts'
import type { Actor, Json } from '../support/actor.ts'
import { articleOf, commentBy } from '../support/articles.ts'
import { type Stack, useStack } from '../support/stack.ts'
import { hostileValues, resolver, spoilt, valuesOf } from './schema-values.ts'

const document: Json = openApiDocument(domains, { version: 'test', url: 'http://127.0.0.1' })
const resolve = resolver(document)
const runs = 12

interface Operation {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly definition: Json
}

const operations: Operation[] = Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
  Object.entries<Json>(methods).map(([method, definition]) => ({ name: definition.operationId, method: method.toUpperCase(), path, definition })),
)

interface Request {
  readonly path: string
  readonly body: unknown
  readonly headers: Record<string, string>
}

/** Requests to one operation: well formed, or with path, query, body or header spoilt. */
function requestsTo({ path, definition }: Operation, known: readonly string[]): fc.Arbitrary<Request> {
  const parameters: Json[] = (definition.parameters ?? []).map(resolve)
  const inPlace = (place: string) => parameters.filter((parameter) => parameter.in === place)
  const pathValues = fc.record(
    Object.fromEntries(
      inPlace('path').map(({ name, schema }) => [name, fc.oneof({ weight: 5, arbitrary: valuesOf(schema, resolve, known) }, hostileValues)]),
    ),
  )
  const plainQuery = fc.record(Object.fromEntries(inPlace('query').map(({ name, schema }) => [name, valuesOf(schema, resolve, known)])), { requiredKeys: [] })
  const query = fc.oneof({ weight: 2, arbitrary: plainQuery }, plainQuery.chain(spoilt))
  const schema = definition.requestBody?.content?.['application/json']?.schema
  const plainBody = schema ? valuesOf(schema, resolve, known) : fc.constant(undefined)
  const body = schema ? fc.oneof(plainBody, plainBody.chain(spoilt)) : fc.oneof({ weight: 4, arbitrary: plainBody }, hostileValues)
  const headers = fc.record(
    {
      'idempotency-key': fc.string({ unit: fc.constantFrom(...Array.from('abcXYZ09 -~')), minLength: 0, maxLength: 20 }),
      'if-match': fc.constantFrom('*', '"1-draft"', 'W/"1"', 'nonsense'),
      'if-none-match': fc.constantFrom('*', '"x"'),
      'x-request-id': fc.constantFrom('ok-1', 'not ok', 'x'.repeat(200)),
    },
    { requiredKeys: [] },
  )
  return fc.record({ path: pathValues, query, body, headers }).map(({ path: values, query: pairs, ...rest }: { path: Json; query: unknown; body: unknown; headers: Record<string, string> }) => ({
    ...rest,
    path: `${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encode(values[name]) || '%20')}${queryText(pairs)}`,
  }))
}

function encode(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  // A segment of dots alone, escaped or not, is resolved away before it is sent.
  return encodeURIComponent(/^\.{1,2}$/.test(text) ? `${text}_` : text.toWellFormed())
}

function queryText(pairs: unknown): string {
  if (typeof pairs !== 'object' || pairs === null) return `?${encode(pairs)}`
  return `?${Object.entries(pairs).map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')}`
}

let stack: Stack
let known: string[]

beforeAll(async () => {
  stack = await useStack()
  const author = await stack.newUser()
  const article = await articleOf(author)
  const comment = await commentBy(author, article)
  known = [author.id, article.id, comment.id]
})

async function send(operation: Operation, actor: Actor, { path, body, headers }: Request) {
  return fetch(new URL(path, stack.api_url), {
    method: operation.method,
    redirect: 'manual',
    headers: { authorization: `Bearer ${actor.access_token}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && operation.method !== 'GET' && { body: JSON.stringify(body) }),
  })
}

describe('whatever a client sends', () => {
  it.each(operations)('$name answers what it declares', async (operation) => {
    const actor = await stack.newUser()
    await fc.assert(
      fc.asyncProperty(requestsTo(operation, known), async (request) => {
        const response = await send(operation, actor, request)
        const text = await response.text()
        const declared: Json = operation.definition.responses[response.status]
        expect(declared, `${response.status} ${text}`).toBeDefined()
        expect(response.status, text).toBeLessThan(500)
        if (response.status < 400) return
        expect(response.headers.get('content-type')).toBe('application/problem+json')
        const problem: Json = JSON.parse(text)
        expect(declared['x-codes']).toContain(problem.code)
        expect(problem).toMatchObject({ status: response.status, title: expect.any(String), request_id: response.headers.get('x-request-id') })
      }),
      { numRuns: runs, endOnFailure: true },
    )
  })
})

const protectedOperations = operations.filter(({ definition }) => definition.security.length === 1)
const tokenOperations = operations.filter(({ definition }) => definition.security.length > 0)

describe('a token', () => {
  const nowhere = '665f1c2ab7d4a3e1f0c9d8b7'
  const at = ({ path }: Operation) => new URL(path.replaceAll(/\{\w+\}/g, nowhere), stack.api_url)

  it.each(protectedOperations)('is needed by $name', async (operation) => {
    const response = await fetch(at(operation), { method: operation.method })
    expect(await response.json()).toMatchObject({ status: 401, code: 'authentication_required' })
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/)
  })

  it.each(tokenOperations)('that is bad is refused by $name', async (operation) => {
    const response = await fetch(at(operation), { method: operation.method, headers: { authorization: 'Bearer bad' } })
    expect(await response.json()).toMatchObject({ status: 401, code: 'invalid_token' })
  })
})
