import { beforeAll, expect, it } from 'vitest'
import { freshName, type Stack, useStack } from '../../support/stack.ts'
import { mailedToken } from './one-time-link.ts'

let stack: Stack
beforeAll(async () => {
  stack = await useStack()
})

function newcomer(username = freshName()) {
  return { username, email: `${username}@example.org`, password: 'correct horse battery' }
}

it('registering opens a session', async () => {
  const body = { ...newcomer(), full_name: 'Ada Lovelace' }
  const answer = await stack.anonymous.post('/v1/auth/register', body)
  expect(answer.status, answer.text).toBe(201)
  expect(answer.body).toMatchObject({
    user: { username: body.username, email: body.email, email_verified: false, full_name: 'Ada Lovelace', role: 'member' },
    token_type: 'Bearer',
    expires_in: 900,
  })
  expect(answer.text).not.toContain(body.password)
  expect(answer.text).not.toContain('argon2')
  const me = await stack.anonymous.get('/v1/me', { authorization: `Bearer ${answer.body.access_token}` })
  expect(me.body).toMatchObject({ id: answer.body.user.id, followers_count: 0, last_active: expect.any(String) })
})

it('upper case is taken and stored as lower', async () => {
  const name = freshName()
  const answer = await stack.anonymous.post('/v1/auth/register', {
    ...newcomer(name.toUpperCase()),
    email: `${name.toUpperCase()}@Example.ORG`,
  })
  expect(answer.body.user).toMatchObject({ username: name, email: `${name}@example.org` })
})

it('names and addresses are taken once, whatever their case', async () => {
  const first = newcomer()
  await stack.anonymous.post('/v1/auth/register', first)
  const sameName = await stack.anonymous.post('/v1/auth/register', { ...newcomer(), username: first.username.toUpperCase() })
  expect(sameName).toMatchObject({ status: 409, body: { code: 'username_taken' } })
  const sameEmail = await stack.anonymous.post('/v1/auth/register', { ...newcomer(), email: first.email.toUpperCase() })
  expect(sameEmail).toMatchObject({ status: 409, body: { code: 'email_taken' } })
})

it('a refused registration leaves nothing behind', async () => {
  const first = newcomer()
  await stack.anonymous.post('/v1/auth/register', first)
  const second = { ...newcomer(), email: first.email }
  expect((await stack.anonymous.post('/v1/auth/register', second)).status).toBe(409)
  const again = await stack.anonymous.post('/v1/auth/register', { ...second, email: newcomer().email })
  expect(again.status, again.text).toBe(201)
})

it('of many that register one name at the same time, one gets it', async () => {
  const username = freshName()
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => stack.anonymous.post('/v1/auth/register', { ...newcomer(), username })),
  )
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409, 409])
})

it.each(['short', 'password', 'PassWord1', '🙂🙂🙂🙂'])('%s is no password', async (password) => {
  const answer = await stack.anonymous.post('/v1/auth/register', { ...newcomer(), password })
  expect(answer).toMatchObject({ status: 422, body: { code: 'weak_password' } })
})

it.each([
  [{ username: 'ab' }, '/username'],
  [{ username: 'a'.repeat(31) }, '/username'],
  [{ username: 'ada lovelace' }, '/username'],
  [{ email: 'nowhere' }, '/email'],
  [{ full_name: ' ' }, '/full_name'],
  [{ role: 'admin' }, '/role'],
])('%o is refused at %s', async (wrong, path) => {
  const answer = await stack.anonymous.post('/v1/auth/register', { ...newcomer(), ...wrong })
  expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed', errors: [{ path }] } })
})

it('a bad token does not keep anyone from registering', async () => {
  const answer = await stack.anonymous.post('/v1/auth/register', newcomer(), { authorization: 'Bearer nonsense' })
  expect(answer.status).toBe(201)
})

it('the mailed token confirms the address, once', async () => {
  const ada = await stack.newUser()
  const token = await mailedToken(stack, ada.email, 'verify-email')
  expect((await stack.anonymous.post('/v1/auth/email/verify', { token })).status).toBe(204)
  expect((await ada.get('/v1/me')).body.email_verified).toBe(true)
  expect(await stack.anonymous.post('/v1/auth/email/verify', { token })).toMatchObject({ status: 422, body: { code: 'invalid_token' } })
  expect(await ada.post('/v1/auth/email/verification')).toMatchObject({ status: 409, body: { code: 'already_verified' } })
})

it('a new verification mail voids the older one', async () => {
  const ada = await stack.newUser()
  const older = await mailedToken(stack, ada.email, 'verify-email')
  expect((await ada.post('/v1/auth/email/verification')).status).toBe(202)
  const newer = await mailedToken(stack, ada.email, 'verify-email')
  expect(newer).not.toBe(older)
  expect((await stack.anonymous.post('/v1/auth/email/verify', { token: older })).status).toBe(422)
  expect((await stack.anonymous.post('/v1/auth/email/verify', { token: newer })).status).toBe(204)
})
