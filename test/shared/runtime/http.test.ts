import { ObjectId } from 'mongodb'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { endpoint } from '../../../shared/contract/endpoint.ts'
import { id, listQuery, page, text } from '../../../shared/contract/fields.ts'
import { http, reply } from '../../../shared/runtime/http.ts'
import { collection, objectId } from '../../../shared/store/collection.ts'
import { type HttpRequest, useFunctions } from '../../support/functions.ts'

const Notes = collection(
  'notes',
  { _id: objectId, title: z.string(), revision: z.int(), shelf: z.string() },
  { indexes: [{ key: { shelf: 1, title: 1, _id: 1 }, serves: 'list' }, { key: { shelf: 1, title: 1 }, unique: true, serves: 'one title per shelf' }] },
)

const Note = z.object({ id, title: z.string(), revision: z.int() })
const present = (note: { _id: ObjectId; title: string; revision: number; shelf: string }) => ({ ...note, id: note._id })

const createNote = endpoint({
  id: 'create-note',
  method: 'POST',
  path: '/v1/notes',
  summary: 'Keep a note',
  auth: 'public',
  body: z.strictObject({ title: text(20, { min: 1 }), shelf: text(10).optional() }),
  response: { 201: Note },
  problems: { title_taken: 409 },
})
const create = http(createNote, async ({ body, db, newId, problem }) => {
  const note = { _id: newId(), title: body.title, revision: 1, shelf: body.shelf ?? 'main' }
  return present(await db.insert(Notes, note, { onDuplicate: () => problem('title_taken') }))
})

const getNote = endpoint({
  id: 'get-note',
  method: 'GET',
  path: '/v1/notes/{note_id}',
  summary: 'Read a note',
  auth: 'public',
  response: { 200: Note, 308: null },
  problems: { note_not_found: 404 },
  etag: ['revision'],
})
const get = http(getNote, async ({ params, db, problem }) => {
  const note = await db.get(Notes, params.note_id)
  if (!note) throw problem('note_not_found')
  return note.title === 'moved' ? reply(308, undefined, { location: '/v1/notes/elsewhere' }) : reply(200, present(note))
})

const editNote = endpoint({
  id: 'edit-note',
  method: 'PATCH',
  path: '/v1/notes/{note_id}',
  summary: 'Change a note',
  auth: 'public',
  body: z.strictObject({ title: text(20, { min: 1 }) }),
  response: { 200: Note },
  problems: { note_not_found: 404 },
  etag: ['revision'],
  if_match: true,
})
const edit = http(editNote, async ({ params, body, db, problem, expectVersion }) => {
  const note = await db.get(Notes, params.note_id)
  if (!note) throw problem('note_not_found')
  expectVersion(note)
  const changed = await db.update(Notes, { _id: note._id, revision: note.revision }, { $set: body, $inc: { revision: 1 } })
  if (!changed) throw problem('note_not_found')
  return present(changed)
})

const listNotes = endpoint({
  id: 'list-notes',
  method: 'GET',
  path: '/v1/notes',
  summary: 'List notes',
  auth: 'public',
  query: listQuery({ shelf: text(30) }),
  response: { 200: page(Note) },
})
const list = http(listNotes, async ({ query, list: request, db }) => {
  const found = await db.page(Notes, { filter: { shelf: query.shelf }, sort: { title: 1, _id: 1 }, request })
  return { ...found, items: found.items.map(present) }
})

const slowNote = endpoint({ id: 'slow-note', method: 'POST', path: '/v1/slow', summary: 'Never ends', auth: 'public', response: { 204: null } })
const secretNote = endpoint({ id: 'secret-note', method: 'GET', path: '/v1/secret', summary: 'For users', auth: 'user', response: { 204: null } })
const limitedNote = endpoint({
  id: 'limited-note',
  method: 'POST',
  path: '/v1/limited',
  summary: 'Twice an hour',
  auth: 'public',
  response: { 204: null },
  limit: { per: 'address', max: 2, window_seconds: 3600 },
})

const functions = useFunctions([Notes])
const post = (body: string, more: Partial<HttpRequest> = {}): HttpRequest => ({ method: 'POST', path: '/v1/notes', body, ...more })
const at = (method: string, noteId: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method,
  path: `/v1/notes/${noteId}`,
  route: '/v1/notes/{note_id}',
  params: { note_id: noteId },
  ...more,
})

describe('a body', () => {
  const refused: [string, string, number, string][] = [
    ['is not JSON', '{"title":', 400, 'malformed_json'],
    ['repeats a key', '{"title":"a","title":"b"}', 400, 'malformed_json'],
    ['repeats a key in other letters', '{"title":"a","\\u0074itle":"b"}', 400, 'malformed_json'],
    ['has 33 levels', `{"title":${'['.repeat(32)}${']'.repeat(32)}}`, 400, 'malformed_json'],
    ['has an unknown field', '{"title":"a","admin":true}', 422, 'validation_failed'],
    ['poisons the prototype', '{"title":"a","__proto__":{"shelf":"x"}}', 422, 'validation_failed'],
    ['holds an operator', '{"title":{"$gt":""}}', 422, 'validation_failed'],
    ['holds U+0000', '{"title":"a\\u0000"}', 422, 'validation_failed'],
    ['holds half a surrogate pair', '{"title":"\\ud800"}', 422, 'validation_failed'],
    ['is too long by one code point', `{"title":"${'😀'.repeat(21)}"}`, 422, 'validation_failed'],
    ['is white space alone', '{"title":"  "}', 422, 'validation_failed'],
    ['is an array', '[]', 422, 'validation_failed'],
  ]
  it.each(refused)('that %s is refused and writes nothing', async (_, body, status, code) => {
    const answer = await functions().call(create, post(body))
    expect(answer).toMatchObject({ status, body: { code, status }, headers: { 'content-type': 'application/problem+json' } })
    expect(await functions().database.collection('notes').countDocuments({ title: 'a' })).toBe(0)
  })

  it('of another type, encoding or size is refused', async () => {
    const as = async (headers: Record<string, string>) => (await functions().call(create, post('{"title":"t"}', { headers }))).status
    expect(await as({ 'content-type': 'text/plain' })).toBe(415)
    expect(await as({ 'content-encoding': 'gzip' })).toBe(415)
    expect((await functions().call(create, post(`{"title":"${'x'.repeat(1_048_577)}"}`))).status).toBe(413)
  })

  it('in bytes that are not UTF-8 is refused', async () => {
    const body = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]).toString('base64')
    expect(await functions().call(create, post(body, { isBase64Encoded: true }))).toMatchObject({ status: 400 })
  })

  it('of as many code points as allowed is taken, and the field of a fault is named', async () => {
    expect(await functions().call(create, post(`{"title":"${'😀'.repeat(20)}"}`))).toMatchObject({ status: 201 })
    const { body } = await functions().call(create, post('{"title":1,"x":2}'))
    expect(body.errors.map(({ path }: { path: string }) => path).toSorted()).toEqual(['/title', '/x'])
  })
})

describe('an answer', () => {
  it('holds only declared fields, with ids in hex', async () => {
    const { status, body } = await functions().call(create, post('{"title":"only declared"}'))
    expect(status).toBe(201)
    expect(body).toEqual({ id: expect.stringMatching(/^[0-9a-f]{24}$/), title: 'only declared', revision: 1 })
  })

  it('carries the request id that came in, or a fresh one for a malformed one', async () => {
    const good = await functions().call(create, post('{"title":"r1"}', { headers: { 'x-request-id': 'abc-1' } }))
    expect(good.headers['x-request-id']).toBe('abc-1')
    const bad = await functions().call(create, post('{"title":1}', { headers: { 'x-request-id': 'a b' } }))
    expect(bad.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(bad.body.request_id).toBe(bad.headers['x-request-id'])
  })

  it('is a declared conflict when a unique index refuses the write', async () => {
    await functions().call(create, post('{"title":"twice"}'))
    expect(await functions().call(create, post('{"title":"twice"}'))).toMatchObject({ status: 409, body: { code: 'title_taken' } })
  })
})

describe('a path and a query', () => {
  it('with a malformed id is what is not there', async () => {
    expect(await functions().call(get, at('GET', 'nonsense'))).toMatchObject({ status: 404, body: { code: 'note_not_found' } })
  })

  it.each([
    ['limit=0', 422],
    ['limit=101', 422],
    ['limit=1e1', 422],
    ['unknown=1', 422],
    ['shelf=a&shelf=b', 400],
    ['shelf=%ff', 400],
    ['shelf=%00', 422],
    ['shelf=a&cursor=forged', 400],
  ])('%s is refused with %i', async (query, status) => {
    expect(await functions().call(list, { method: 'GET', path: '/v1/notes', query })).toMatchObject({ status })
  })
})

describe('a list', () => {
  it('is read page by page, with cursors that are good for it alone', async () => {
    for (const title of ['a', 'b', 'c', 'd', 'e']) await functions().call(create, post(JSON.stringify({ title, shelf: 'paged' })))
    const read = async (query: string) => (await functions().call(list, { method: 'GET', path: '/v1/notes', query })).body
    const first = await read('shelf=paged&limit=2')
    const second = await read(`shelf=paged&limit=3&cursor=${first.next_cursor}`)
    expect([...first.items, ...second.items].map(({ title }) => title)).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(second.next_cursor).toBeNull()
    expect(await read(`shelf=main&cursor=${first.next_cursor}`)).toMatchObject({ code: 'invalid_cursor' })
  })
})

describe('a version', () => {
  it('is named by an ETag that GET and writes honour', async () => {
    const { body } = await functions().call(create, post('{"title":"versioned"}'))
    const read = await functions().call(get, at('GET', body.id))
    expect(read.headers.etag).toBe('"1"')
    expect(await functions().call(get, at('GET', body.id, { headers: { 'if-none-match': 'W/"1"' } }))).toMatchObject({ status: 304, body: undefined })
    const change = (ifMatch: string) => functions().call(edit, at('PATCH', body.id, { body: '{"title":"changed"}', headers: { 'if-match': ifMatch } }))
    expect(await change('"9"')).toMatchObject({ status: 412 })
    expect(await change('"9", "1"')).toMatchObject({ status: 200, headers: { etag: '"2"' } })
    expect(await change('"1"')).toMatchObject({ status: 412 })
  })

  it('is left out of answers without a body', async () => {
    const { body } = await functions().call(create, post('{"title":"moved"}'))
    const moved = await functions().call(get, at('GET', body.id))
    expect(moved).toMatchObject({ status: 308, headers: { location: '/v1/notes/elsewhere' }, body: undefined })
  })
})

describe('an Idempotency-Key', () => {
  const once = (key: string, body: string) => functions().call(create, post(body, { headers: { 'idempotency-key': key } }))

  it('replays the first answer and takes effect once, also for callers at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => once('k-1', '{"title":"once","shelf":"s"}')))
    const ids = new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.id))
    expect(ids.size).toBe(1)
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true)
    const again = await once('k-1', '{"shelf":"s","title":"once"}')
    expect(again.headers['idempotent-replayed']).toBe('true')
    expect(ids.has(again.body.id)).toBe(true)
    expect(await functions().database.collection('notes').countDocuments({ title: 'once' })).toBe(1)
  })

  it('refuses another body and a malformed key, and forgets refusals', async () => {
    await once('k-2', '{"title":"two"}')
    expect(await once('k-2', '{"title":"other"}')).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
    expect(await once('é', '{"title":"x"}')).toMatchObject({ status: 400, body: { code: 'invalid_idempotency_key' } })
    expect(await once('k-3', '{"title":1}')).toMatchObject({ status: 422 })
    expect(await once('k-3', '{"title":"three"}')).toMatchObject({ status: 201 })
  })
})

describe('a call', () => {
  it('that does not end in time answers 503 and begins nothing more', async () => {
    let began = () => {}
    const waiting = new Promise<void>((resolve) => (began = resolve))
    const slow = http(slowNote, async ({ db, newId }) => {
      await waiting
      await db.insert(Notes, { _id: newId(), title: 'too late', revision: 1, shelf: 'slow' })
    })
    const answer = await functions().call(slow, { method: 'POST', path: '/v1/slow', remaining_ms: 1520 })
    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    began()
    expect(await functions().database.collection('notes').countDocuments({ title: 'too late' })).toBe(0)
  })

  it('that fails answers a bare 500', async () => {
    const failing = http(slowNote, () => {
      throw new Error('the password is hunter2')
    })
    const answer = await functions().call(failing, { method: 'POST', path: '/v1/slow' })
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal_error' } })
    expect(JSON.stringify(answer)).not.toContain('hunter2')
  })

  it('without a token, or with a bad one, is told so', async () => {
    const secret = http(secretNote, () => undefined)
    const as = (headers: Record<string, string>) => functions().call(secret, { method: 'GET', path: '/v1/secret', headers })
    expect(await as({})).toMatchObject({ status: 401, body: { code: 'authentication_required' }, headers: { 'www-authenticate': 'Bearer' } })
    expect(await as({ authorization: 'Bearer x.y.z' })).toMatchObject({ status: 401, body: { code: 'invalid_token' } })
    expect(await as({ authorization: 'Basic eDp5' })).toMatchObject({ status: 401, body: { code: 'invalid_token' } })
  })

  it('beyond its rate waits', async () => {
    const limited = http(limitedNote, () => undefined)
    const go = () => functions().call(limited, { method: 'POST', path: '/v1/limited' })
    expect(await go()).toMatchObject({ status: 204, headers: { 'ratelimit-remaining': '1' } })
    expect(await go()).toMatchObject({ status: 204, headers: { 'ratelimit-remaining': '0' } })
    const third = await go()
    expect(third).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
    expect(Number(third.headers['retry-after'])).toBeGreaterThan(1700)
  })
})
