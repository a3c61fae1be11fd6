import { expect, it } from 'vitest'
import { useStack } from '../../support/stack.ts'

const stack = await useStack()

const nothing = {
  following: false,
  followed_by: false,
  requested: false,
  blocking: false,
  blocked_by: false,
  muting: false,
  is_contact: false,
}

it('a follow is seen from both sides, however often it is asked for', async () => {
  const [ada, bob] = [await stack.newUser(), await stack.newUser()]
  for (let time = 0; time < 2; time += 1) {
    const answer = await ada.put(`/v1/users/${bob.id}/follow`)
    expect(answer.status, answer.text).toBe(200)
    expect(answer.body).toEqual({ ...nothing, following: true })
  }
  expect((await bob.get(`/v1/users/${ada.id}/relationship`)).body).toEqual({ ...nothing, followed_by: true })
  expect((await stack.anonymous.get(`/v1/users/${bob.id}/followers`)).body).toEqual({
    items: [{ user: { id: ada.id, username: ada.username, full_name: null, avatar_url: null }, followed_at: expect.any(String) }],
    next_cursor: null,
  })
  expect((await stack.anonymous.get(`/v1/users/${ada.id}/following`)).body.items[0].user.id).toBe(bob.id)

  for (let time = 0; time < 2; time += 1) {
    const answer = await ada.delete(`/v1/users/${bob.id}/follow`)
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual(nothing)
  }
  expect((await stack.anonymous.get(`/v1/users/${bob.id}/followers`)).body.items).toEqual([])
})

it.each(['follow', 'block', 'mute'])('nobody can %s themselves, or someone who is not there', async (verb) => {
  const ada = await stack.newUser()
  const self = await ada.put(`/v1/users/${ada.id}/${verb}`)
  expect(self.status).toBe(422)
  expect(self.body.code).toBe('cannot_target_self')
  const nobody = await ada.put(`/v1/users/665f1c2ab7d4a3e1f0c9d8b7/${verb}`)
  expect(nobody.status).toBe(404)
  expect(nobody.body.code).toBe('user_not_found')
  const takenBack = await ada.delete(`/v1/users/665f1c2ab7d4a3e1f0c9d8b7/${verb}`)
  expect(takenBack.status).toBe(200)
  expect(takenBack.body).toEqual(nothing)
})

it('followers are paged latest first, without one missed or repeated', async () => {
  const star = await stack.newUser()
  const fans = []
  for (let count = 0; count < 5; count += 1) {
    const fan = await stack.newUser()
    await fan.put(`/v1/users/${star.id}/follow`)
    fans.unshift(fan.id)
  }
  const listed = await stack.anonymous.all(`/v1/users/${star.id}/followers?limit=2`)
  expect(listed.map(({ user }) => user.id)).toEqual(fans)
})

it('someone can be made to follow no longer', async () => {
  const [ada, bob] = [await stack.newUser(), await stack.newUser()]
  await ada.put(`/v1/users/${bob.id}/follow`)
  expect((await bob.delete(`/v1/me/followers/${ada.id}`)).status).toBe(204)
  expect((await ada.get(`/v1/users/${bob.id}/relationship`)).body).toEqual(nothing)
  expect((await bob.delete(`/v1/me/followers/${ada.id}`)).status).toBe(204)
})

it('a follow with an idempotency key is one follow', async () => {
  const [ada, bob] = [await stack.newUser(), await stack.newUser()]
  const headers = { 'idempotency-key': 'follow once' }
  const answers = await Promise.all([1, 2, 3].map(() => ada.put(`/v1/users/${bob.id}/follow`, undefined, headers)))
  for (const { body } of answers.filter(({ status }) => status !== 409)) expect(body).toEqual({ ...nothing, following: true })
  expect(answers.map(({ status }) => status)).toContain(200)
  expect((await bob.get(`/v1/users/${bob.id}/followers`)).body.items).toHaveLength(1)
})
