import { beforeAll, expect, it } from 'vitest'
import { type Stack, useStack } from '../../support/stack.ts'

let stack: Stack
beforeAll(async () => {
  stack = await useStack()
})

const refresh = (refresh_token: string, headers?: Record<string, string>) =>
  stack.anonymous.post('/v1/auth/refresh', { refresh_token }, headers)

const refused = { status: 401, body: { code: 'invalid_refresh_token' } }

it('a refresh token is exchanged for new tokens', async () => {
  const ada = await stack.newUser()
  const renewed = await refresh(ada.refresh_token)
  expect(renewed).toMatchObject({ status: 200, body: { user: { id: ada.id, email: ada.email }, expires_in: 900 } })
  expect(renewed.body.refresh_token).not.toBe(ada.refresh_token)
  const me = await stack.anonymous.get('/v1/me', { authorization: `Bearer ${renewed.body.access_token}` })
  expect(me.status).toBe(200)
  expect((await refresh(renewed.body.refresh_token, { authorization: 'Bearer nonsense' })).status).toBe(200)
})

it('using an old refresh token again ends the session, the new token included', async () => {
  const ada = await stack.newUser()
  const renewed = await refresh(ada.refresh_token)
  expect(await refresh(ada.refresh_token)).toMatchObject(refused)
  expect(await refresh(renewed.body.refresh_token)).toMatchObject(refused)
  expect(await ada.all('/v1/auth/sessions')).toEqual([])
})

it('reuse ends the session also under an idempotency key', async () => {
  const ada = await stack.newUser()
  const renewed = await refresh(ada.refresh_token)
  expect(await refresh(ada.refresh_token, { 'idempotency-key': 'again' })).toMatchObject(refused)
  expect(await refresh(renewed.body.refresh_token)).toMatchObject(refused)
})

it('of two exchanges of one token at the same time one succeeds, and the session ends', async () => {
  const ada = await stack.newUser()
  const answers = await Promise.all([refresh(ada.refresh_token), refresh(ada.refresh_token)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401])
  const winner = answers.find(({ status }) => status === 200)
  expect(await refresh(winner?.body.refresh_token)).toMatchObject(refused)
})

it('an exchange that is repeated under its idempotency key gets the same tokens', async () => {
  const ada = await stack.newUser()
  const headers = { 'idempotency-key': 'once' }
  const [first, second] = [await refresh(ada.refresh_token, headers), await refresh(ada.refresh_token, headers)]
  expect(second.status, second.text).toBe(200)
  expect(second.body.refresh_token).toBe(first.body.refresh_token)
  expect((await refresh(first.body.refresh_token)).status).toBe(200)
})

it('whatever is no refresh token of ours is refused and ends nothing', async () => {
  const ada = await stack.newUser()
  const [session, generation, code = ''] = ada.refresh_token.split('.')
  const forged = ['', 'nonsense', ada.access_token, `${session}.${generation}.${'A'.repeat(43)}`, `${session}.9.${code}`]
  for (const token of forged) expect(await refresh(token), token).toMatchObject(refused)
  expect((await refresh(ada.refresh_token)).status).toBe(200)
})

it('sessions are listed with their device, and tell which one is current', async () => {
  const ada = await stack.newUser()
  const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
  await stack.anonymous.post('/v1/auth/login', { login: ada.username, password: ada.password }, { 'user-agent': agent })
  const sessions = await ada.all('/v1/auth/sessions')
  expect(sessions).toMatchObject([
    { device: 'Firefox on Linux', place: null, current: false },
    { current: true, created_at: expect.any(String), last_used_at: expect.any(String) },
  ])
  expect(await ada.all('/v1/auth/sessions?limit=1')).toHaveLength(2)
})

it('logout ends this session alone', async () => {
  const ada = await stack.newUser()
  const other = await stack.signIn(ada.username, ada.password)
  expect((await ada.post('/v1/auth/logout')).status).toBe(204)
  expect((await ada.post('/v1/auth/logout')).status).toBe(204)
  expect(await refresh(ada.refresh_token)).toMatchObject(refused)
  expect((await refresh(other.refresh_token)).status).toBe(200)
})

it('one ends another session of oneself, and no one else does', async () => {
  const [ada, eve] = [await stack.newUser(), await stack.newUser()]
  const other = await stack.signIn(ada.username, ada.password)
  const listed = (await ada.all('/v1/auth/sessions')).find(({ current }) => !current)
  expect(await eve.delete(`/v1/auth/sessions/${listed.id}`)).toMatchObject({ status: 404, body: { code: 'session_not_found' } })
  expect((await ada.delete(`/v1/auth/sessions/${listed.id}`)).status).toBe(204)
  expect((await ada.delete(`/v1/auth/sessions/${listed.id}`)).status).toBe(404)
  expect((await ada.delete('/v1/auth/sessions/nonsense')).status).toBe(404)
  expect(await refresh(other.refresh_token)).toMatchObject(refused)
  expect((await refresh(ada.refresh_token)).status).toBe(200)
})
