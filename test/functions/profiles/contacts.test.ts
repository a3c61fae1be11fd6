import { beforeAll, expect, it } from 'vitest'
import { type Stack, useStack } from '../../support/stack.ts'

let stack: Stack
beforeAll(async () => {
  stack = await useStack()
})

it('contacts are listed, the latest first, each once', async () => {
  const ada = await stack.newUser()
  const people = [await stack.newUser(), await stack.newUser(), await stack.newUser()]
  for (const { id } of [...people, ...people.slice(0, 1)]) expect((await ada.put(`/v1/me/contacts/${id}`)).status).toBe(204)
  const listed = await ada.all('/v1/me/contacts?limit=2')
  expect(listed.map(({ id }) => id)).toEqual(people.map(({ id }) => id).toReversed())
  expect(listed[0]).toMatchObject({ username: people[2]?.username, followers_count: 0 })
})

it('many additions of one contact at the same time make one', async () => {
  const [ada, bob] = [await stack.newUser(), await stack.newUser()]
  const answers = await Promise.all(Array.from({ length: 8 }, () => ada.put(`/v1/me/contacts/${bob.id}`)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]))
  expect(await ada.all('/v1/me/contacts')).toHaveLength(1)
})

it('a list is for its owner alone, and says nothing to the other', async () => {
  const [ada, bob] = [await stack.newUser(), await stack.newUser()]
  await ada.put(`/v1/me/contacts/${bob.id}`)
  expect(await bob.all('/v1/me/contacts')).toEqual([])
})

it('who is taken off is off, however often', async () => {
  const [ada, bob] = [await stack.newUser(), await stack.newUser()]
  await ada.put(`/v1/me/contacts/${bob.id}`)
  for (const id of [bob.id, bob.id, 'f'.repeat(24)]) expect((await ada.delete(`/v1/me/contacts/${id}`)).status).toBe(204)
  expect(await ada.all('/v1/me/contacts')).toEqual([])
})

it('one cannot list oneself, nor nobody', async () => {
  const ada = await stack.newUser()
  expect(await ada.put(`/v1/me/contacts/${ada.id}`)).toMatchObject({ status: 422, body: { code: 'cannot_target_self' } })
  for (const id of ['f'.repeat(24), 'nonsense']) {
    expect(await ada.put(`/v1/me/contacts/${id}`)).toMatchObject({ status: 404, body: { code: 'user_not_found' } })
  }
})
