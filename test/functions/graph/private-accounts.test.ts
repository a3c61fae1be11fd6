import { describe, expect, it } from 'vitest'
import type { Actor, Caller } from '../../support/actor.ts'
import { useStack } from '../../support/stack.ts'

const stack = await useStack()

async function privateAccount() {
  const owner = await stack.newUser()
  await owner.patch('/v1/me', { is_private: true })
  return owner
}

const idsOf = (items: { user: { id: string } }[]) => items.map(({ user }) => user.id)

describe('a request to follow a private account', () => {
  it('waits until it is accepted', async () => {
    const [owner, fan] = [await privateAccount(), await stack.newUser()]
    for (let time = 0; time < 2; time += 1) {
      expect((await fan.put(`/v1/users/${owner.id}/follow`)).body).toMatchObject({ requested: true, following: false })
    }
    const waiting = (await owner.get('/v1/me/follow-requests')).body.items
    expect(waiting).toEqual([{ user: expect.objectContaining({ id: fan.id }), created_at: expect.any(String) }])

    for (let time = 0; time < 2; time += 1) expect((await owner.put(`/v1/me/follow-requests/${fan.id}`)).status).toBe(204)
    expect((await fan.get(`/v1/users/${owner.id}/relationship`)).body).toMatchObject({ requested: false, following: true })
    expect((await owner.get('/v1/me/follow-requests')).body.items).toEqual([])
    await stack.settled()
    expect((await owner.get('/v1/me')).body.followers_count).toBe(1)
  })

  it('can be refused, and made again', async () => {
    const [owner, fan] = [await privateAccount(), await stack.newUser()]
    await fan.put(`/v1/users/${owner.id}/follow`)
    expect((await owner.delete(`/v1/me/follow-requests/${fan.id}`)).status).toBe(204)
    for (const answer of [await owner.delete(`/v1/me/follow-requests/${fan.id}`), await owner.put(`/v1/me/follow-requests/${fan.id}`)]) {
      expect(answer.status).toBe(404)
      expect(answer.body.code).toBe('follow_request_not_found')
    }
    expect((await fan.put(`/v1/users/${owner.id}/follow`)).body.requested).toBe(true)
  })

  it('can be taken back', async () => {
    const [owner, fan] = [await privateAccount(), await stack.newUser()]
    await fan.put(`/v1/users/${owner.id}/follow`)
    expect((await fan.delete(`/v1/users/${owner.id}/follow`)).body.requested).toBe(false)
    expect((await owner.get('/v1/me/follow-requests')).body.items).toEqual([])
  })

  it('is accepted when the account turns public, however many wait', async () => {
    const owner = await privateAccount()
    const fans = await Promise.all(Array.from({ length: 4 }, () => stack.newUser()))
    for (const fan of fans) await fan.put(`/v1/users/${owner.id}/follow`)
    await owner.patch('/v1/me', { is_private: false })
    await stack.settled()
    const followers = await stack.anonymous.all(`/v1/users/${owner.id}/followers`)
    expect(idsOf(followers).toSorted()).toEqual(fans.map(({ id }) => id).toSorted())
    expect((await owner.get('/v1/me')).body.followers_count).toBe(4)
  })

  it('does not stay behind when it meets the account turning public', async () => {
    for (let round = 0; round < 6; round += 1) {
      const [owner, fan] = [await privateAccount(), await stack.newUser()]
      await Promise.all([fan.put(`/v1/users/${owner.id}/follow`), owner.patch('/v1/me', { is_private: false })])
      await stack.settled()
      expect((await fan.get(`/v1/users/${owner.id}/relationship`)).body).toMatchObject({ requested: false, following: true })
    }
  })

  it('accepted and taken back at once ends as one of the two', async () => {
    for (let round = 0; round < 6; round += 1) {
      const [owner, fan] = [await privateAccount(), await stack.newUser()]
      await fan.put(`/v1/users/${owner.id}/follow`)
      await Promise.all([owner.put(`/v1/me/follow-requests/${fan.id}`), fan.delete(`/v1/users/${owner.id}/follow`)])
      await stack.settled()
      const { following, requested } = (await fan.get(`/v1/users/${owner.id}/relationship`)).body
      expect(requested).toBe(false)
      expect((await owner.get('/v1/me')).body.followers_count).toBe(following ? 1 : 0)
    }
  })
})

describe("a private account's followers", () => {
  const viewers: readonly (readonly [string, 200 | 403, (owner: Actor) => Promise<Caller>])[] = [
    ['nobody in particular', 403, async () => stack.anonymous],
    ['a stranger', 403, async () => stack.newUser()],
    ['one who asks to follow', 403, async (owner) => asking(owner)],
    ['a moderator', 403, async () => stack.newUser({ role: 'moderator' })],
    ['one whom it follows', 403, async (owner) => followedBy(owner)],
    ['an accepted follower', 200, async (owner) => accepted(owner)],
    ['itself', 200, async (owner) => owner],
  ]

  async function asking(owner: Actor) {
    const fan = await stack.newUser()
    await fan.put(`/v1/users/${owner.id}/follow`)
    return fan
  }

  async function accepted(owner: Actor) {
    const fan = await asking(owner)
    await owner.put(`/v1/me/follow-requests/${fan.id}`)
    return fan
  }

  async function followedBy(owner: Actor) {
    const friend = await stack.newUser()
    await owner.put(`/v1/users/${friend.id}/follow`)
    return friend
  }

  it.each(viewers)('are listed to %s: %i', async (_, status, viewer) => {
    const owner = await privateAccount()
    const caller = await viewer(owner)
    for (const list of ['followers', 'following']) {
      const answer = await caller.get(`/v1/users/${owner.id}/${list}`)
      expect(answer.status).toBe(status)
      expect(answer.body.code).toBe(status === 403 ? 'private_account' : undefined)
    }
    expect((await caller.get(`/v1/users/${owner.id}`)).status).toBe(200)
  })

  it('see nothing any more once they are removed', async () => {
    const owner = await privateAccount()
    const fan = await accepted(owner)
    await owner.delete(`/v1/me/followers/${fan.id}`)
    expect((await fan.get(`/v1/users/${owner.id}/followers`)).status).toBe(403)
  })
})
