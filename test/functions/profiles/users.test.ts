import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, expect, it } from 'vitest'
import { freshName, type Stack, useStack } from '../../support/stack.ts'

let stack: Stack
beforeAll(async () => {
  stack = await useStack()
})

const usernames = (items: { username: string }[]) => items.map(({ username }) => username)

it('a profile is public, without what is only for its owner', async () => {
  const ada = await stack.newUser({ full_name: 'Ada Lovelace' })
  const answer = await stack.anonymous.get(`/v1/users/${ada.id}`)
  expect(answer).toMatchObject({ status: 200, body: { id: ada.id, username: ada.username, full_name: 'Ada Lovelace' } })
  expect(answer.text).not.toContain(ada.email)
  expect(answer.body).not.toHaveProperty('settings')
  expect(answer.body).not.toHaveProperty('email_verified')
})

it.each(['f'.repeat(24), 'nonsense'])('there is no user %s', async (id) => {
  expect(await stack.anonymous.get(`/v1/users/${id}`)).toMatchObject({ status: 404, body: { code: 'user_not_found' } })
})

it('?username= answers at most one, whatever the case', async () => {
  const ada = await stack.newUser()
  const found = await stack.anonymous.get(`/v1/users?username=${ada.username.toUpperCase()}`)
  expect(found.body).toMatchObject({ items: [{ id: ada.id }], next_cursor: null })
  expect((await stack.anonymous.get(`/v1/users?username=${freshName()}`)).body).toEqual({ items: [], next_cursor: null })
})

it('?q= finds the beginnings of usernames and of words of full names, without case and accents', async () => {
  const word = freshName('zoe').replace('_', '')
  const byUsername = await stack.newUser({ username: `${word.slice(0, 20)}_1` })
  const byName = await stack.newUser({ full_name: `René ${word.toUpperCase()} Descartes` })
  const other = await stack.newUser({ full_name: `De ${word.slice(1)}` })
  const search = async (q: string) => usernames(await stack.anonymous.all(`/v1/users?q=${encodeURIComponent(q)}&limit=1`))
  const found = await search(word.slice(0, 12))
  expect(found.toSorted()).toEqual([byUsername.username, byName.username].toSorted())
  expect(found).not.toContain(other.username)
  expect(await search(`rene ${word} desc`)).toEqual([byName.username])
  expect(await search(`${word} DÉSC`)).toEqual([byName.username])
  expect(await search(`${word}x`)).toEqual([])
})

it('who matches twice is listed once, on whatever page', async () => {
  const word = freshName('twice').replace('_', '')
  const people = []
  for (let n = 0; n < 5; n += 1) {
    people.push(await stack.newUser({ username: `${word.slice(0, 16)}_${n}`, full_name: `${word} ${word}${n} ${word}` }))
  }
  for (const limit of [1, 2, 3, 100]) {
    const found = usernames(await stack.anonymous.all(`/v1/users?q=${word.slice(0, 12)}&limit=${limit}`))
    expect(found.toSorted(), `limit ${limit}`).toEqual(usernames(people).toSorted())
  }
})

it('search follows a change of names', async () => {
  const [before, after] = [freshName('before'), freshName('after')]
  const ada = await stack.newUser({ full_name: before })
  await ada.patch('/v1/me', { full_name: after })
  expect((await stack.anonymous.get(`/v1/users?q=${before}`)).body.items).toEqual([])
  expect((await stack.anonymous.get(`/v1/users?q=${after}`)).body.items).toMatchObject([{ id: ada.id }])
})

it.each(['', '?q=a&username=b', '?q=', '?q=%20', '?sort=name', '?q=a&limit=0'])('/v1/users%s is refused', async (query) => {
  expect(await stack.anonymous.get(`/v1/users${query}`)).toMatchObject({ status: 422, body: { code: 'validation_failed' } })
})

it('a cursor is good for its own search alone', async () => {
  const word = freshName('cursor').replace('_', '')
  for (let n = 0; n < 2; n += 1) await stack.newUser({ full_name: `${word} ${n}` })
  const { next_cursor } = (await stack.anonymous.get(`/v1/users?q=${word}&limit=1`)).body
  const other = await stack.anonymous.get(`/v1/users?q=${word.slice(0, -1)}&cursor=${next_cursor}`)
  expect(other).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } })
  expect((await stack.anonymous.get(`/v1/users?q=${word}&limit=7&cursor=${next_cursor}`)).body.items).toHaveLength(1)
})

it('an administrator gives roles, which hold from the next token', async () => {
  const [root, ada] = [await stack.newUser({ role: 'admin' }), await stack.newUser()]
  const change = (role: string) => root.patch(`/v1/users/${ada.id}/role`, { role })
  expect(await change('admin')).toMatchObject({ status: 200, body: { id: ada.id, role: 'admin' } })
  expect((await ada.patch(`/v1/users/${root.id}/role`, { role: 'member' })).status).toBe(403)
  const again = await stack.signIn(ada.username, ada.password)
  expect((await again.patch(`/v1/users/${ada.id}/role`, { role: 'moderator' })).body.role).toBe('moderator')
  expect((await change('emperor')).status).toBe(422)
  const nobody = await root.patch(`/v1/users/${'f'.repeat(24)}/role`, { role: 'member' })
  expect(nobody).toMatchObject({ status: 404, body: { code: 'user_not_found' } })
})

it.each(['member', 'instructor', 'moderator'] as const)('a %s gives no roles', async (role) => {
  const eve = await stack.newUser({ role })
  expect(await eve.patch(`/v1/users/${eve.id}/role`, { role: 'admin' })).toMatchObject({ status: 403, body: { code: 'forbidden' } })
})

it('npm run grant-role makes the first administrator', async () => {
  const ada = await stack.newUser()
  const command = new URL('../../../infra/commands/grant-role.ts', import.meta.url).pathname
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, [command, ...args], { env: { ...process.env, MONGODB_URI: stack.mongodb_uri } })
  expect((await run(ada.username.toUpperCase(), 'admin')).stdout).toContain('admin')
  expect((await stack.anonymous.get(`/v1/users/${ada.id}`)).body.role).toBe('admin')
  await expect(run(freshName(), 'admin')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('There is no user') })
  await expect(run(ada.username, 'emperor')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('Usage') })
})
