import { describe, expect, it } from 'vitest'
import { endpoint } from '../../../shared/contract/endpoint.ts'
import { http } from '../../../shared/runtime/http.ts'
import { useFunctions } from '../../support/functions.ts'
import { at, create, edit, get, list, Notes, post } from './notes.ts'

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
