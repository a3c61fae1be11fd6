import { describe, expect, it } from 'vitest'
import { useFunctions } from '../../support/functions.ts'
import { at, create, get, list, Notes, post } from './notes.ts'

const functions = useFunctions([Notes])

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
