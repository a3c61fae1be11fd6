import { expect, it } from 'vitest'
import { useClockStack } from '../../support/clock-stack.ts'
import { useStack } from '../../support/stack.ts'

const stack = await useStack()

it('a mute is listed until it is taken back, and muting again changes only its end', async () => {
  const [ada, bob, eve] = [await stack.newUser(), await stack.newUser(), await stack.newUser()]
  expect((await ada.put(`/v1/users/${bob.id}/mute`)).body.muting).toBe(true)
  await ada.put(`/v1/users/${eve.id}/mute`)
  const [, first] = (await ada.get('/v1/me/mutes')).body.items
  expect(first).toMatchObject({ user: { id: bob.id }, expires_at: null })

  await ada.put(`/v1/users/${bob.id}/mute`, { expires_in: 3600 })
  const [, again] = (await ada.get('/v1/me/mutes')).body.items
  expect(again.created_at).toBe(first.created_at)
  const lasts = Date.parse(again.expires_at) - Date.parse(first.created_at)
  expect(lasts).toBeGreaterThanOrEqual(3_600_000)

  expect((await ada.delete(`/v1/users/${bob.id}/mute`)).body.muting).toBe(false)
  expect((await ada.get('/v1/me/mutes')).body.items.map(({ user }: { user: { id: string } }) => user.id)).toEqual([eve.id])
  expect((await bob.get(`/v1/users/${ada.id}/relationship`)).body.muting).toBe(false)
})

it.each([0, -1, 1.5, '60', 400_000_000])('a mute cannot end after %j seconds', async (expires_in) => {
  const [ada, bob] = [await stack.newUser(), await stack.newUser()]
  expect((await ada.put(`/v1/users/${bob.id}/mute`, { expires_in })).status).toBe(422)
})

it('a mute ends by itself', async () => {
  const own = await useClockStack()
  const [ada, bob] = [await own.newUser(), await own.newUser()]
  await ada.put(`/v1/users/${bob.id}/mute`, { expires_in: 120 })
  await own.advance(119)
  expect((await ada.get(`/v1/users/${bob.id}/relationship`)).body.muting).toBe(true)
  await own.advance(2)
  expect((await ada.get(`/v1/users/${bob.id}/relationship`)).body.muting).toBe(false)
  expect((await ada.get('/v1/me/mutes')).body.items).toEqual([])
})
