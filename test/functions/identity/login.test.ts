import { beforeAll, expect, it } from 'vitest'
import { freshName, type Stack, useStack } from '../../support/stack.ts'

let stack: Stack
beforeAll(async () => {
  stack = await useStack()
})

it('one logs in by username or by e-mail, whatever the case', async () => {
  const ada = await stack.newUser()
  for (const login of [ada.username, ada.username.toUpperCase(), ada.email, ` ${ada.email.toUpperCase()} `]) {
    const answer = await stack.anonymous.post('/v1/auth/login', { login, password: ada.password })
    expect(answer, login).toMatchObject({ status: 200, body: { user: { id: ada.id } } })
  }
})

it('a wrong password and an unknown account get the same answer', async () => {
  const ada = await stack.newUser()
  const logIn = (login: string) => stack.anonymous.post('/v1/auth/login', { login, password: 'not this one' })
  const wrong = await logIn(ada.username)
  const [unknown, unknownEmail] = [await logIn(freshName()), await logIn(`${freshName()}@example.org`)]
  expect(wrong).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } })
  for (const answer of [unknown, unknownEmail]) {
    expect({ ...answer.body, request_id: '' }).toEqual({ ...wrong.body, request_id: '' })
  }
})

it('an unknown account takes as long as a wrong password', async () => {
  const known = await stack.newUser()
  const timeOf = async (login: string) => {
    const start = performance.now()
    await stack.anonymous.post('/v1/auth/login', { login, password: 'not this one' })
    return performance.now() - start
  }
  const median = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] as number
  const [wrong, unknown]: number[][] = [[], []]
  for (let n = 0; n < 7; n += 1) {
    wrong?.push(await timeOf(known.username))
    unknown?.push(await timeOf(freshName()))
  }
  // Without a hash to compute, an answer would take a tenth of the time.
  const ratio = median(unknown ?? []) / median(wrong ?? [])
  expect(ratio).toBeGreaterThan(0.5)
  expect(ratio).toBeLessThan(2)
})

it.each(['known', 'unknown'])('ten failures for a login that is %s close it, even to the right password', async (kind) => {
  const ada = await stack.newUser()
  const login = kind === 'known' ? ada.username : freshName()
  const answers = []
  for (let n = 0; n < 12; n += 1) answers.push(await stack.anonymous.post('/v1/auth/login', { login, password: `wrong ${n}` }))
  expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429])
  const right = await stack.anonymous.post('/v1/auth/login', { login, password: ada.password })
  expect(right).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
  expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(850)
  expect((await stack.signIn(ada.email, ada.password)).id, 'by another name').toBe(ada.id)
})

it('many guesses at once are no more than ten', async () => {
  const { username, password } = await stack.newUser()
  const guesses = Array.from({ length: 24 }, (_, n) =>
    stack.anonymous.post('/v1/auth/login', { login: username, password: `wrong ${n}` }, { 'idempotency-key': freshName() }),
  )
  const statuses = (await Promise.all(guesses)).map(({ status }) => status)
  expect(statuses.filter((status) => status === 401)).toHaveLength(10)
  expect(statuses.filter((status) => status === 429)).toHaveLength(14)
  expect((await stack.anonymous.post('/v1/auth/login', { login: username, password })).status).toBe(429)
})

it('many right logins at once all succeed', async () => {
  const ada = await stack.newUser()
  const logins = await Promise.all(Array.from({ length: 16 }, () => stack.signIn(ada.username, ada.password)))
  expect(new Set(logins.map(({ refresh_token }) => refresh_token)).size).toBe(16)
})
