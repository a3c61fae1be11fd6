import { expect, it } from 'vitest'
import { useStack } from '../../support/stack.ts'

const stack = await useStack()

async function two() {
  return [await stack.newUser(), await stack.newUser()] as const
}

it('a block ends follows, requests and contacts both ways, and they do not come back', async () => {
  const [ada, bob] = await two()
  await ada.patch('/v1/me', { is_private: true })
  await ada.put(`/v1/users/${bob.id}/follow`)
  await bob.put(`/v1/users/${ada.id}/follow`)
  await ada.put(`/v1/me/contacts/${bob.id}`)
  await bob.put(`/v1/me/contacts/${ada.id}`)

  expect((await ada.put(`/v1/users/${bob.id}/block`)).body).toMatchObject({ blocking: true, following: false, is_contact: false })
  expect((await ada.get('/v1/me/follow-requests')).body.items).toEqual([])
  expect((await ada.get('/v1/me/blocks')).body.items).toMatchObject([{ user: { id: bob.id } }])
  expect((await bob.get('/v1/me/contacts')).body.items).toEqual([])

  expect((await ada.delete(`/v1/users/${bob.id}/block`)).body.blocking).toBe(false)
  for (const [one, other] of [[ada, bob], [bob, ada]] as const) {
    const relationship = (await one.get(`/v1/users/${other.id}/relationship`)).body
    expect(Object.values(relationship)).not.toContain(true)
    expect((await one.get('/v1/me/contacts')).body.items).toEqual([])
  }
  expect((await bob.put(`/v1/users/${ada.id}/follow`)).body.requested).toBe(true)
})

it('the blocked learn nothing: what they ask is answered as if nobody were there', async () => {
  const [ada, bob] = await two()
  await ada.put(`/v1/users/${bob.id}/block`)
  for (const [one, other] of [[ada, bob], [bob, ada]] as const) {
    for (const path of ['', '/followers', '/following']) expect((await one.get(`/v1/users/${other.id}${path}`)).status).toBe(404)
    expect((await one.put(`/v1/users/${other.id}/follow`)).body.code).toBe('user_not_found')
    expect((await one.put(`/v1/me/contacts/${other.id}`)).body.code).toBe('user_not_found')
    expect((await one.get(`/v1/users?username=${other.username}`)).body.items).toEqual([])
    expect((await one.get(`/v1/users?q=${other.username}`)).body.items).toEqual([])
  }
  const seen = await bob.get(`/v1/users/${ada.id}/relationship`)
  expect(seen.status).toBe(200)
  expect(Object.values(seen.body)).not.toContain(true)
  expect((await bob.get('/v1/me/blocks')).body.items).toEqual([])
  expect((await stack.anonymous.get(`/v1/users/${ada.id}`)).status).toBe(200)
})

it('who is blocked can block too, and both have to take it back', async () => {
  const [ada, bob] = await two()
  await ada.put(`/v1/users/${bob.id}/block`)
  expect((await bob.put(`/v1/users/${ada.id}/block`)).body).toMatchObject({ blocking: true, blocked_by: false })
  await ada.delete(`/v1/users/${bob.id}/block`)
  expect((await ada.put(`/v1/users/${bob.id}/follow`)).status).toBe(404)
  expect((await bob.put(`/v1/users/${ada.id}/follow`)).status).toBe(404)
  await bob.delete(`/v1/users/${ada.id}/block`)
  expect((await ada.put(`/v1/users/${bob.id}/follow`)).status).toBe(200)
})

it('no follow and no contact survives a block that comes at the same moment', async () => {
  for (let round = 0; round < 8; round += 1) {
    const [ada, bob] = await two()
    const acts = await Promise.all([
      bob.put(`/v1/users/${ada.id}/follow`),
      ada.put(`/v1/users/${bob.id}/follow`),
      bob.put(`/v1/me/contacts/${ada.id}`),
      ada.put(`/v1/users/${bob.id}/block`),
      bob.delete(`/v1/users/${ada.id}/follow`),
      bob.put(`/v1/users/${ada.id}/follow`),
    ])
    for (const { status, text } of acts) expect([200, 204, 404], text).toContain(status)
    await ada.delete(`/v1/users/${bob.id}/block`)
    expect(Object.values((await ada.get(`/v1/users/${bob.id}/relationship`)).body)).not.toContain(true)
    expect(Object.values((await bob.get(`/v1/users/${ada.id}/relationship`)).body)).not.toContain(true)
    await stack.settled()
    expect((await stack.anonymous.get(`/v1/users/${ada.id}`)).body).toMatchObject({ followers_count: 0, following_count: 0 })
  }
})

it('two who block and unblock each other at once end as they were', async () => {
  for (let round = 0; round < 8; round += 1) {
    const [ada, bob] = await two()
    const blocked = await Promise.all([ada.put(`/v1/users/${bob.id}/block`), bob.put(`/v1/users/${ada.id}/block`)])
    for (const { status, text } of blocked) expect(status, text).toBe(200)
    const freed = await Promise.all([ada.delete(`/v1/users/${bob.id}/block`), bob.delete(`/v1/users/${ada.id}/block`)])
    for (const { status, text } of freed) expect(status, text).toBe(200)
    expect((await ada.put(`/v1/users/${bob.id}/follow`)).status).toBe(200)
    expect((await bob.put(`/v1/users/${ada.id}/follow`)).status).toBe(200)
  }
})
