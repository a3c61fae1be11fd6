import { Secret, TOTP } from 'otpauth'
import { beforeAll, expect, it } from 'vitest'
import type { Actor } from '../../support/actor.ts'
import { type Stack, useStack } from '../../support/stack.ts'
import { type Authenticator, createAuthenticator } from './authenticator.ts'

let stack: Stack
beforeAll(async () => {
  stack = await useStack()
})

async function addPasskey(ada: Actor, device: Authenticator, extra: Record<string, unknown> = {}) {
  const { body: options } = await ada.post('/v1/auth/passkeys/options')
  return ada.post('/v1/auth/passkeys', { ...device.create(options, stack.api_url), ...extra })
}

async function logIn(device: Authenticator, origin = stack.api_url) {
  const { body: options } = await stack.anonymous.post('/v1/auth/login/passkey/options')
  return stack.anonymous.post('/v1/auth/login/passkey', device.get(options, origin))
}

const refused = { status: 401, body: { code: 'invalid_passkey' } }

it('a passkey logs in without a username', async () => {
  const ada = await stack.newUser()
  const device = createAuthenticator()
  const added = await addPasskey(ada, device, { name: 'Laptop' })
  expect(added).toMatchObject({ status: 201, body: { name: 'Laptop', is_synced: false, last_used_at: null } })
  expect(await logIn(device)).toMatchObject({ status: 200, body: { user: { id: ada.id } } })
  expect(await ada.all('/v1/auth/passkeys')).toMatchObject([{ id: added.body.id, last_used_at: expect.any(String) }])
})

it('a passkey that is removed logs in no more', async () => {
  const [ada, eve] = [await stack.newUser(), await stack.newUser()]
  const device = createAuthenticator()
  const { id } = (await addPasskey(ada, device)).body
  expect(await eve.delete(`/v1/auth/passkeys/${id}`)).toMatchObject({ status: 404, body: { code: 'passkey_not_found' } })
  expect((await ada.delete(`/v1/auth/passkeys/${id}`)).status).toBe(204)
  expect((await ada.delete(`/v1/auth/passkeys/${id}`)).status).toBe(404)
  expect(await logIn(device)).toMatchObject(refused)
})

it('a passkey is added once, and a device that has one is told so', async () => {
  const ada = await stack.newUser()
  const device = createAuthenticator()
  await addPasskey(ada, device)
  expect(await addPasskey(ada, device)).toMatchObject({ status: 409, body: { code: 'passkey_exists' } })
  expect((await ada.post('/v1/auth/passkeys/options')).body.excludeCredentials).toHaveLength(1)
})

it('each challenge is answered once, by whom and for what it was given out', async () => {
  const [ada, eve] = [await stack.newUser(), await stack.newUser()]
  const device = createAuthenticator()
  const { body: creation } = await ada.post('/v1/auth/passkeys/options')
  const made = device.create(creation, stack.api_url)
  expect(await eve.post('/v1/auth/passkeys', made)).toMatchObject({ status: 422, body: { code: 'invalid_passkey' } })
  expect((await ada.post('/v1/auth/passkeys', made)).status).toBe(201)
  expect((await ada.post('/v1/auth/passkeys', made)).status).toBe(422)

  const { body: options } = await stack.anonymous.post('/v1/auth/login/passkey/options')
  const proof = device.get(options, stack.api_url)
  const answers = await Promise.all([1, 2].map(() => stack.anonymous.post('/v1/auth/login/passkey', proof)))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401])
  const registration = device.get({ challenge: creation.challenge, rpId: options.rpId }, stack.api_url)
  expect(await stack.anonymous.post('/v1/auth/login/passkey', registration)).toMatchObject(refused)
})

it('a proof for another site, or by another key, is refused', async () => {
  const ada = await stack.newUser()
  const [device, other] = [createAuthenticator(), createAuthenticator()]
  await addPasskey(ada, device)
  expect(await logIn(device, 'https://phishing.example')).toMatchObject(refused)
  expect(await logIn(other)).toMatchObject(refused)
  const { body: options } = await stack.anonymous.post('/v1/auth/login/passkey/options')
  const { id, rawId } = device.get(options, stack.api_url)
  const forged = { ...other.get(options, stack.api_url), id, rawId }
  expect(await stack.anonymous.post('/v1/auth/login/passkey', forged)).toMatchObject(refused)
})

it('a synced passkey, whose counter stays at zero, logs in again and again', async () => {
  const ada = await stack.newUser()
  const device = createAuthenticator({ counts: false })
  await addPasskey(ada, device)
  expect((await logIn(device)).status).toBe(200)
  expect((await logIn(device)).status).toBe(200)
})

it('a passkey stands for both factors only if it verified its user', async () => {
  const ada = await stack.newUser()
  const [verifying, silent] = [createAuthenticator(), createAuthenticator({ verifies: false })]
  for (const device of [verifying, silent]) expect((await addPasskey(ada, device)).status).toBe(201)
  const { secret } = (await ada.post('/v1/auth/totp')).body
  const code = (ahead: number) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + ahead })
  await ada.post('/v1/auth/totp/confirm', { code: code(0) })

  expect((await logIn(verifying)).status).toBe(200)
  const half = await logIn(silent)
  expect(half).toMatchObject({ status: 401, body: { code: 'second_factor_required' } })
  const whole = await stack.anonymous.post('/v1/auth/login/totp', { challenge: half.body.challenge, code: code(30_000) })
  expect(whole.status, whole.text).toBe(200)
})
