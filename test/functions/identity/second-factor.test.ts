import { Secret, TOTP } from 'otpauth'
import { beforeAll, expect, it } from 'vitest'
import type { Actor } from '../../support/actor.ts'
import { type Stack, useStack } from '../../support/stack.ts'

let stack: Stack
beforeAll(async () => {
  stack = await useStack()
})

const period = 30_000

interface Protected {
  readonly ada: Actor
  readonly recovery_codes: string[]
  readonly confirmed_with: string
  /** The code of this many periods from now. */
  code(periods?: number): string
}

async function turnOn(ada: Actor): Promise<Protected> {
  const started = await ada.post('/v1/auth/totp')
  expect(started.status, started.text).toBe(201)
  const totp = new TOTP({ secret: Secret.fromBase32(started.body.secret) })
  const code = (periods = 0) => totp.generate({ timestamp: Date.now() + periods * period })
  const confirmed_with = code()
  const confirmed = await ada.post('/v1/auth/totp/confirm', { code: confirmed_with })
  expect(confirmed.status, confirmed.text).toBe(200)
  return { ada, code, confirmed_with, recovery_codes: confirmed.body.recovery_codes }
}

async function challengeFor(ada: Actor): Promise<string> {
  const answer = await stack.anonymous.post('/v1/auth/login', { login: ada.username, password: ada.password })
  expect(answer).toMatchObject({ status: 401, body: { code: 'second_factor_required' } })
  return answer.body.challenge
}

const finish = (challenge: string, code: string) => stack.anonymous.post('/v1/auth/login/totp', { challenge, code })

it('an authenticator gets the secret with a name to show', async () => {
  const ada = await stack.newUser()
  const { body } = await ada.post('/v1/auth/totp')
  const address = new URL(body.otpauth_url)
  expect(decodeURIComponent(address.pathname)).toContain(`Atrium:${ada.username}`)
  expect(address.searchParams.get('secret')).toBe(body.secret)
})

it('until it is confirmed the second factor is not asked for', async () => {
  const ada = await stack.newUser()
  await ada.post('/v1/auth/totp')
  expect(await ada.post('/v1/auth/totp/confirm', { code: '000000' })).toMatchObject({ status: 422, body: { code: 'invalid_code' } })
  expect((await stack.anonymous.post('/v1/auth/login', { login: ada.username, password: ada.password })).status).toBe(200)
})

it('with the second factor on, a login needs password and code', async () => {
  const { ada, code } = await turnOn(await stack.newUser())
  const challenge = await challengeFor(ada)
  expect(await finish(challenge, '000000')).toMatchObject({ status: 401, body: { code: 'invalid_code' } })
  expect(await finish(challenge, code(1))).toMatchObject({ status: 200, body: { user: { id: ada.id }, token_type: 'Bearer' } })
  expect(await ada.post('/v1/auth/totp')).toMatchObject({ status: 409, body: { code: 'totp_already_enabled' } })
})

it('a code is good once, also for two at the same time', async () => {
  const { ada, code, confirmed_with } = await turnOn(await stack.newUser())
  const [one, two] = [await challengeFor(ada), await challengeFor(ada)]
  expect((await finish(one, confirmed_with)).status).toBe(401)
  const answers = await Promise.all([finish(one, code(1)), finish(two, code(1))])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401])
})

it('each recovery code stands for one code of the authenticator', async () => {
  const { ada, recovery_codes } = await turnOn(await stack.newUser())
  expect(new Set(recovery_codes).size).toBe(10)
  const [first = '', second = ''] = recovery_codes
  expect((await finish(await challengeFor(ada), first)).status).toBe(200)
  expect((await finish(await challengeFor(ada), first)).status).toBe(401)
  expect((await finish(await challengeFor(ada), second.toUpperCase().replace('-', ' '))).status).toBe(200)
})

it('ten wrong codes close the second step', async () => {
  const { ada, code } = await turnOn(await stack.newUser())
  const challenge = await challengeFor(ada)
  const wrong = Array.from({ length: 10 }, (_, n) => finish(challenge, `wrong-${n}`))
  expect(new Set((await Promise.all(wrong)).map(({ status }) => status))).toEqual(new Set([401]))
  expect(await finish(challenge, code(1))).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
})

it('what is no challenge of ours is refused', async () => {
  const { ada, code } = await turnOn(await stack.newUser())
  const challenge = await challengeFor(ada)
  for (const forged of ['', 'nonsense', `${challenge.slice(0, -2)}AA`]) {
    expect(await finish(forged, code(1)), forged).toMatchObject({ status: 401, body: { code: 'invalid_challenge' } })
  }
})

it('turning it off takes both factors', async () => {
  const { ada, code } = await turnOn(await stack.newUser())
  const off = (password: string, value: string) => ada.delete('/v1/auth/totp', { password, code: value })
  expect(await off('not this one', code(1))).toMatchObject({ status: 403, body: { code: 'wrong_password' } })
  expect(await off(ada.password, '000000')).toMatchObject({ status: 422, body: { code: 'invalid_code' } })
  expect((await off(ada.password, code(1))).status).toBe(204)
  expect(await off(ada.password, code(1))).toMatchObject({ status: 404, body: { code: 'totp_not_enabled' } })
  expect((await stack.anonymous.post('/v1/auth/login', { login: ada.username, password: ada.password })).status).toBe(200)
})

it('no secret can be read where it is stored', async () => {
  const ada = await stack.newUser()
  const { secret } = (await ada.post('/v1/auth/totp')).body
  const client = await stack.database()
  const stored = await client.db('atrium').collection('credentials').find().toArray()
  expect(JSON.stringify(stored)).not.toContain(secret)
})
