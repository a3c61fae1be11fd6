import { Secret, TOTP } from 'otpauth'
import { beforeAll, expect, it } from 'vitest'
import { useClockStack } from '../../support/clock-stack.ts'
import type { Stack } from '../../support/stack.ts'
import { mailedToken } from './one-time-link.ts'

let stack: Stack
beforeAll(async () => {
  stack = await useClockStack()
})

const day = 86_400
const login = (login: string, password: string) => stack.anonymous.post('/v1/auth/login', { login, password })

it('a closed login opens when 15 minutes have passed', async () => {
  const { username, password } = await stack.newUser()
  for (let n = 0; n < 10; n += 1) await login(username, 'wrong')
  await stack.advance(14 * 60)
  expect((await login(username, password)).status).toBe(429)
  await stack.advance(61)
  expect((await login(username, password)).status).toBe(200)
})

it('a reset token is good for an hour', async () => {
  const ada = await stack.newUser()
  await stack.anonymous.post('/v1/auth/password/forgot', { email: ada.email })
  const token = await mailedToken(stack, ada.email, 'reset-password')
  await stack.advance(3601)
  const answer = await stack.anonymous.post('/v1/auth/password/reset', { token, password: 'another horse battery' })
  expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_token' } })
})

it('a challenge is good for five minutes', async () => {
  const ada = await stack.newUser()
  const { secret } = (await ada.post('/v1/auth/totp')).body
  const now = await stack.advance(0)
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now.getTime() })
  const confirmed = await ada.post('/v1/auth/totp/confirm', { code })
  expect(confirmed.status, confirmed.text).toBe(200)
  const { challenge } = (await login(ada.username, ada.password)).body
  await stack.advance(301)
  const late = await stack.anonymous.post('/v1/auth/login/totp', { challenge, code: confirmed.body.recovery_codes[0] })
  expect(late).toMatchObject({ status: 401, body: { code: 'invalid_challenge' } })
})

it('access tokens live 15 minutes, refresh tokens 30 days from their last use', async () => {
  const ada = await stack.newUser()
  await stack.advance(14 * 60)
  expect((await ada.get('/v1/me')).status).toBe(200)
  await stack.advance(90)
  expect(await ada.get('/v1/me')).toMatchObject({ status: 401, body: { code: 'invalid_token' } })
  const exchange = (refresh_token: string) => stack.anonymous.post('/v1/auth/refresh', { refresh_token })
  await stack.advance(29 * day)
  const renewed = await exchange(ada.refresh_token)
  expect(renewed.status, renewed.text).toBe(200)
  await stack.advance(29 * day)
  const again = await exchange(renewed.body.refresh_token)
  expect(again.status, again.text).toBe(200)
  await stack.advance(30 * day)
  expect(await exchange(again.body.refresh_token)).toMatchObject({ status: 401, body: { code: 'invalid_refresh_token' } })
})

it('keys rotate without refusing any token that is good', async () => {
  const ada = await stack.newUser()
  const keyIds = async (): Promise<string[]> => {
    const { body } = await stack.anonymous.get('/.well-known/jwks.json')
    return body.keys.map(({ kid }: { kid: string }) => kid)
  }
  const old = (await keyIds()).at(-1)
  await stack.advance(90 * day)
  await stack.runSchedule('rotate-signing-keys')
  expect(await keyIds()).toEqual([old, expect.any(String)])
  await stack.advance(day - 300)
  const before = await stack.signIn(ada.username, ada.password)
  await stack.advance(600)
  const after = await stack.signIn(ada.username, ada.password)
  expect((await before.get('/v1/me')).status).toBe(200)
  expect((await after.get('/v1/me')).status).toBe(200)
  await stack.advance(day)
  await stack.runSchedule('rotate-signing-keys')
  expect(await keyIds()).not.toContain(old)
})
