import { beforeAll, expect, it } from 'vitest'
import { freshName, type Stack, useStack } from '../../support/stack.ts'
import { mailedToken } from './one-time-link.ts'

let stack: Stack
beforeAll(async () => {
  stack = await useStack()
})

const login = (login: string, password: string) => stack.anonymous.post('/v1/auth/login', { login, password })
const refresh = (refresh_token: string) => stack.anonymous.post('/v1/auth/refresh', { refresh_token })
const reset = (token: string, password = 'another horse battery') => stack.anonymous.post('/v1/auth/password/reset', { token, password })
const forgot = (email: string) => stack.anonymous.post('/v1/auth/password/forgot', { email })

it('a new password needs the old one, and ends the other sessions', async () => {
  const ada = await stack.newUser()
  const other = await stack.signIn(ada.username, ada.password)
  const change = (current_password: string, new_password: string) => ada.put('/v1/auth/password', { current_password, new_password })
  expect(await change('not this one', 'another horse battery')).toMatchObject({ status: 403, body: { code: 'wrong_password' } })
  expect(await change(ada.password, 'password')).toMatchObject({ status: 422, body: { code: 'weak_password' } })
  expect((await change(ada.password, 'another horse battery')).status).toBe(204)
  expect((await login(ada.username, ada.password)).status).toBe(401)
  expect((await login(ada.username, 'another horse battery')).status).toBe(200)
  expect((await refresh(other.refresh_token)).status).toBe(401)
  expect((await refresh(ada.refresh_token)).status).toBe(200)
})

it('who holds a stolen token gets ten guesses at the password', async () => {
  const ada = await stack.newUser()
  const statuses = []
  for (let n = 0; n < 11; n += 1) {
    const body = { current_password: `wrong ${n}`, new_password: 'another horse battery' }
    statuses.push((await ada.put('/v1/auth/password', body)).status)
  }
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 403), 429])
})

it('the mailed token sets a new password, once, and ends every session', async () => {
  const ada = await stack.newUser()
  expect((await forgot(ada.email.toUpperCase())).status).toBe(202)
  const token = await mailedToken(stack, ada.email, 'reset-password')
  expect(await reset(token, 'short')).toMatchObject({ status: 422, body: { code: 'weak_password' } })
  expect((await reset(token)).status).toBe(204)
  expect(await reset(token)).toMatchObject({ status: 422, body: { code: 'invalid_token' } })
  expect((await refresh(ada.refresh_token)).status).toBe(401)
  expect((await login(ada.username, ada.password)).status).toBe(401)
  expect((await login(ada.username, 'another horse battery')).status).toBe(200)
})

it('of two that use a token at the same time one succeeds', async () => {
  const ada = await stack.newUser()
  await forgot(ada.email)
  const token = await mailedToken(stack, ada.email, 'reset-password')
  const answers = await Promise.all([reset(token, 'one horse battery'), reset(token, 'two horse battery')])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 422])
})

it('a new request voids the older token', async () => {
  const ada = await stack.newUser()
  await forgot(ada.email)
  const older = await mailedToken(stack, ada.email, 'reset-password')
  await forgot(ada.email)
  const newer = await mailedToken(stack, ada.email, 'reset-password')
  expect((await reset(older)).status).toBe(422)
  expect((await reset(newer)).status).toBe(204)
})

it('an address that nobody has gets the same answer and no mail', async () => {
  const email = `${freshName()}@example.org`
  const answer = await forgot(email)
  expect(answer).toMatchObject({ status: 202, text: '' })
  await stack.settled()
  expect(await stack.mail(email)).toEqual([])
})

it('a token is good for its own purpose and its own user alone', async () => {
  const [ada, eve] = [await stack.newUser(), await stack.newUser()]
  const verify = await mailedToken(stack, ada.email, 'verify-email')
  await forgot(eve.email)
  const evesToken = await mailedToken(stack, eve.email, 'reset-password')
  const forged = [verify, evesToken.replace(eve.id, ada.id), '', 'nonsense', `${ada.id}.${'A'.repeat(43)}`]
  for (const token of forged) expect(await reset(token), token).toMatchObject({ status: 422, body: { code: 'invalid_token' } })
  expect((await stack.anonymous.post('/v1/auth/email/verify', { token: evesToken })).status).toBe(422)
})

it('no token can be read where it is stored', async () => {
  const ada = await stack.newUser()
  await forgot(ada.email)
  const token = await mailedToken(stack, ada.email, 'reset-password')
  const client = await stack.database()
  const database = client.db('atrium')
  const [, secret] = token.split('.')
  for (const { name } of await database.listCollections().toArray()) {
    const documents = await database.collection(name).find().toArray()
    expect(JSON.stringify(documents), name).not.toContain(secret)
  }
})
