import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { domains } from '../../functions/catalogue.ts'
import { publicEvents, publicEventTypes } from '../../functions/webhooks/public-events.ts'
import { openApiDocument } from '../../infra/openapi.ts'
import { domain } from '../../shared/contract/domain.ts'
import { endpoint, routesOf } from '../../shared/contract/endpoint.ts'
import { count, id, listQuery, page, text, time } from '../../shared/contract/fields.ts'

const subjects = z.enum(['articles', 'posts'])
const Note = z.object({ id, content: text(50, { min: 1 }), read_at: time.nullable(), likes_count: count }).meta({ id: 'Note' })

const editNote = endpoint({
  id: 'edit-note',
  method: 'PATCH',
  path: '/v1/notes/{note_id}',
  summary: 'Edits a note',
  auth: 'user',
  body: z.strictObject({ content: text(50).optional(), remind_at: time.optional() }),
  response: { 200: Note },
  problems: { note_not_found: 404, note_locked: 409, note_archived: 409 },
  etag: ['revision'],
  if_match: true,
  limit: { per: 'user', max: 10, window_seconds: 60 },
})
const listNotes = endpoint({
  id: 'list-notes',
  method: 'GET',
  path: '/v1/{subjects}/{id}/notes',
  summary: 'Notes on a subject',
  auth: 'public',
  params: { subjects },
  query: listQuery({ since: time }),
  response: { 200: page(Note) },
})
const importNotes = endpoint({
  id: 'import-notes',
  method: 'POST',
  path: '/v1/imports',
  summary: 'Imports notes',
  auth: 'moderator',
  body: z.string(),
  body_type: 'raw',
  consumes: ['text/csv'],
  response: { 202: null },
})
const exportNotes = endpoint({
  id: 'export-notes',
  method: 'GET',
  path: '/v1/notes.csv',
  summary: 'All notes',
  auth: 'public',
  ignores_token: true,
  response: { 200: z.string() },
  produces: 'text/csv',
})

const operationShape = z.looseObject({
  operationId: z.string(),
  tags: z.array(z.string()),
  parameters: z.array(z.looseObject({ name: z.string().optional(), $ref: z.string().optional() })).default([]),
  requestBody: z.looseObject({ required: z.boolean(), content: z.record(z.string(), z.json()) }).optional(),
  responses: z.record(z.string(), z.looseObject({ content: z.record(z.string(), z.json()).optional() })),
  security: z.array(z.json()),
})
type Operation = z.output<typeof operationShape>

const document = generate(domain('notes', { editNote, listNotes, importNotes, exportNotes }))
const operations = new Map(Object.values(document.paths).flatMap((item) => Object.values(item)).map((op) => [op.operationId, op]))

function generate(...of: Parameters<typeof openApiDocument>[0]) {
  const shape = z.looseObject({
    paths: z.record(z.string(), z.record(z.string(), operationShape)),
    components: z.looseObject({ schemas: z.record(z.string(), z.json()) }),
  })
  return shape.parse(openApiDocument(of, { version: '1.2.3', url: 'http://127.0.0.1:4000' }))
}

function operation(operationId: string): Operation {
  const found = operations.get(operationId)
  if (!found) throw new Error(`No operation ${operationId}`)
  return found
}

test.for([
  ['the example', document],
  ['the catalogue', generate(...domains)],
] as const)('the document of %s is valid OpenAPI 3.1', async ([, subject]) => {
  const { valid, errors } = await new Validator().validate(structuredClone(subject))
  expect(errors ?? []).toEqual([])
  expect(valid).toBe(true)
})

test('what receivers of webhooks are told is described, and valid', async () => {
  const shape = z.looseObject({ webhooks: z.record(z.string(), z.object({ post: z.json() })) })
  const subject = shape.parse(openApiDocument(domains, { version: '1.2.3', url: '/', told: publicEvents }))
  const { valid, errors } = await new Validator().validate(structuredClone(subject))
  expect(errors ?? []).toEqual([])
  expect(valid).toBe(true)
  const { webhooks } = subject
  expect(Object.keys(webhooks)).toEqual(publicEventTypes)
  expect(webhooks['follow.created']?.post).toMatchObject({
    summary: 'Someone follows a public account',
    parameters: ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => ({ name, in: 'header', required: true })),
    requestBody: {
      content: {
        'application/json': {
          schema: {
            required: ['type', 'timestamp', 'data'],
            properties: { type: { const: 'follow.created' }, timestamp: { format: 'date-time' }, data: { type: 'object' } },
          },
        },
      },
    },
  })
})

test('every route of the catalogue is one operation with an id of its own', () => {
  const endpoints = domains.flatMap((each) => each.endpoints)
  const routes = endpoints.flatMap((contract) => routesOf(contract).map(({ method, path }) => `${method} ${path}`))
  const { paths } = generate(...domains)
  const described = Object.entries(paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`))
  expect(described.toSorted()).toEqual(routes.toSorted())

  const ids = Object.values(paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId))
  expect(new Set(ids).size).toBe(ids.length)
})

test('no two paths of the catalogue differ in the names of their parameters alone', () => {
  const shapes = Object.keys(generate(...domains).paths).map((path) => path.replaceAll(/\{\w+\}/g, '{}'))
  expect(new Set(shapes).size).toBe(shapes.length)
})

test('an enum in a path becomes one operation for each value', () => {
  expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/v1/articles/{id}/notes', '/v1/posts/{id}/notes']))
  const { parameters } = operation('list-notes-posts')
  expect(parameters.map(({ name }) => name)).toEqual(['id', 'limit', 'cursor', 'since'])
  expect(parameters.filter(({ required }) => required === true).map(({ name }) => name)).toEqual(['id', 'since'])
})

test('answers show what is on the wire, and may gain fields', () => {
  expect(document.components.schemas['Note']).toMatchObject({
    type: 'object',
    properties: { id: { type: 'string' }, read_at: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] } },
    required: ['id', 'content', 'read_at', 'likes_count'],
  })
  expect(document.components.schemas['Note']).not.toHaveProperty('additionalProperties')
  expect(operation('edit-note').responses['200']?.content).toEqual({
    'application/json': { schema: { $ref: '#/components/schemas/Note' } },
  })
})

test('request bodies refuse unknown fields, and may be left out where no field is needed', () => {
  const { requestBody } = operation('edit-note')
  expect(requestBody).toMatchObject({ required: false })
  expect(requestBody?.content['application/json']).toMatchObject({ schema: { additionalProperties: false } })
})

test('bodies that are not JSON keep their media types, and an answer without a body has none', () => {
  expect(operation('import-notes').requestBody?.content).toEqual({ 'text/csv': {} })
  expect(operation('import-notes').responses['202']).not.toHaveProperty('content')
  expect(operation('export-notes').responses['200']?.content).toEqual({ 'text/csv': { schema: { type: 'string' } } })
})

test('refusals are grouped by status, with their codes', () => {
  const { responses } = operation('edit-note')
  expect(responses['409']).toMatchObject({ 'x-codes': ['note_archived', 'note_locked', 'request_in_progress'] })
  expect(responses['409']?.content).toHaveProperty(['application/problem+json'])
  expect(responses['404']).toMatchObject({ 'x-codes': ['note_not_found'] })
  expect(responses['429']).toHaveProperty(['headers', 'Retry-After'])
})

test('writes take an Idempotency-Key, and versioned documents their preconditions', () => {
  const refs = (operationId: string) => operation(operationId).parameters.flatMap(({ $ref }) => $ref?.split('/').at(-1) ?? [])
  expect(refs('edit-note')).toEqual(['IdempotencyKey', 'IfMatch'])
  expect(refs('list-notes-posts')).toEqual([])
})

test('a token is needed, taken or ignored as the contract says', () => {
  expect(operation('edit-note').security).toEqual([{ bearer: [] }])
  expect(operation('list-notes-posts').security).toEqual([{}, { bearer: [] }])
  expect(operation('export-notes').security).toEqual([])
  expect(operation('import-notes')).toMatchObject({ tags: ['notes'], description: expect.stringContaining('moderator') })
})
