import { describe, expect, it } from 'vitest'
import { createRouter } from '../../../infra/local/router.ts'

const keys = [
  'GET /v1/articles',
  'GET /v1/articles/{article_id}',
  'POST /v1/articles/search',
  'GET /v1/articles/{article_id}/comments/{comment_id}',
  'GET /v1/users/{user_id}/posts',
  'GET /v1/users/me/{thing}',
  'ANY /v1/any/{id}',
  'GET /v1/files/{proxy+}',
  'GET /v1/files/list',
  'DELETE /v1/{proxy+}',
  '$default',
]
const find = createRouter(keys.map((key) => ({ key, target: key })))

describe('a request goes to', () => {
  it.each([
    ['GET', '/v1/articles', 'GET /v1/articles', {}],
    ['GET', '/v1/articles/a1', 'GET /v1/articles/{article_id}', { article_id: 'a1' }],
    ['POST', '/v1/articles/search', 'POST /v1/articles/search', {}],
    // The literal route takes another method only.
    ['GET', '/v1/articles/search', 'GET /v1/articles/{article_id}', { article_id: 'search' }],
    ['GET', '/v1/articles/a1/comments/c1', keys[3], { article_id: 'a1', comment_id: 'c1' }],
    ['GET', '/v1/users/me/posts', 'GET /v1/users/me/{thing}', { thing: 'posts' }],
    ['GET', '/v1/users/u1/posts', 'GET /v1/users/{user_id}/posts', { user_id: 'u1' }],
    ['PATCH', '/v1/any/x', 'ANY /v1/any/{id}', { id: 'x' }],
    ['GET', '/v1/files/list', 'GET /v1/files/list', {}],
    ['GET', '/v1/files/a/b%20c', 'GET /v1/files/{proxy+}', { proxy: 'a/b%20c' }],
    ['DELETE', '/v1/articles/a1', 'DELETE /v1/{proxy+}', { proxy: 'articles/a1' }],
    ['GET', '/v1/articles/', '$default', {}],
    ['GET', '/v1/articles/a1/', '$default', {}],
    ['GET', '/', '$default', {}],
    ['HEAD', '/v1/articles', '$default', {}],
    ['GET', '/v1/Articles', '$default', {}],
  ])('%s %s', (method, path, key, parameters) => {
    expect(find(method, path)).toMatchObject({ key, target: key, parameters })
  })

  it('nothing where no route takes it and there is no default', () => {
    expect(createRouter([{ key: 'GET /a', target: 1 }])('GET', '/b')).toBeUndefined()
  })
})

it('two routes that no request could tell apart are refused', () => {
  const same = ['GET /v1/{a}', 'GET /v1/{b}'].map((key) => ({ key, target: key }))
  expect(() => createRouter(same)).toThrow('GET /v1/{a} and GET /v1/{b} are the same')
})
