import { beforeAll, describe, expect, it } from 'vitest'
import type { PrivacySettings } from '../../../functions/profiles/model.ts'
import { disclosureOf } from '../../../functions/profiles/policy.ts'
import type { Actor } from '../../support/actor.ts'
import { type Stack, useStack } from '../../support/stack.ts'

let stack: Stack
beforeAll(async () => {
  stack = await useStack()
})

const open: PrivacySettings = {
  last_seen: 'everyone',
  profile_picture: 'everyone',
  status: 'everyone',
  read_receipts: 'everyone',
  messages: 'everyone',
}
const audiences = ['everyone', 'contacts', 'nobody'] as const
const kinds = Object.keys(open) as (keyof PrivacySettings)[]
const reciprocal = new Set(['last_seen', 'read_receipts'])

describe.each(kinds)('%s', (kind) => {
  const lists = [true, false].flatMap((lists) => [true, false].map((listed) => ({ lists, listed })))
  const matrix = audiences.flatMap((owner) => audiences.flatMap((viewer) => lists.map((listing) => ({ owner, viewer, ...listing }))))

  it.each(matrix)('owner $owner (lists: $lists), viewer $viewer (lists: $listed)', ({ owner, viewer, lists, listed }) => {
    const shown = owner === 'everyone' || (owner === 'contacts' && lists)
    const shownBack = viewer === 'everyone' || (viewer === 'contacts' && listed)
    const disclosed = disclosureOf({
      owner: { ...open, [kind]: owner },
      viewer: { ...open, [kind]: viewer },
      owner_lists_viewer: lists,
      viewer_lists_owner: listed,
    })
    expect(disclosed[kind]).toBe(shown && (shownBack || !reciprocal.has(kind)))
  })

  it.each(audiences)('who is not signed in is a stranger to %s', (audience) => {
    const pair = { owner: { ...open, [kind]: audience }, viewer: undefined, owner_lists_viewer: false, viewer_lists_owner: false }
    expect(disclosureOf(pair)[kind]).toBe(audience === 'everyone')
  })
})

async function person(privacy: Partial<PrivacySettings> = {}): Promise<Actor> {
  const actor = await stack.newUser()
  await actor.patch('/v1/me', { status: 'at work' })
  await actor.patch('/v1/me/settings', { privacy })
  return actor
}

const shownTo = async (viewer: Pick<Actor, 'get'>, owner: Actor) => {
  const { status, last_active } = (await viewer.get(`/v1/users/${owner.id}`)).body
  return { status: status !== null, last_active: last_active !== null }
}

it('what is for contacts is seen by those on the owner\'s list, and by the owner', async () => {
  const ada = await person({ status: 'contacts', last_seen: 'contacts' })
  const [friend, fan] = [await person(), await person()]
  await ada.put(`/v1/me/contacts/${friend.id}`)
  await fan.put(`/v1/me/contacts/${ada.id}`)
  const all = { status: true, last_active: true }
  const none = { status: false, last_active: false }
  expect(await shownTo(friend, ada)).toEqual(all)
  expect(await shownTo(fan, ada)).toEqual(none)
  expect(await shownTo(stack.anonymous, ada)).toEqual(none)
  expect(await shownTo(ada, ada)).toEqual(all)
  expect((await ada.get('/v1/me')).body).toMatchObject({ status: 'at work', last_active: expect.any(String) })
})

it('who hides when they were last seen does not see it of others', async () => {
  const [ada, bob] = [await person(), await person({ last_seen: 'nobody' })]
  expect(await shownTo(bob, ada)).toEqual({ status: true, last_active: false })
  expect(await shownTo(ada, bob)).toEqual({ status: true, last_active: false })
  expect(await shownTo(stack.anonymous, ada)).toEqual({ status: true, last_active: true })
})

it('who shows it to contacts sees it of contacts', async () => {
  const [ada, bob, eve] = [await person(), await person({ last_seen: 'contacts' }), await person()]
  await bob.put(`/v1/me/contacts/${ada.id}`)
  expect((await shownTo(bob, ada)).last_active).toBe(true)
  expect((await shownTo(bob, eve)).last_active).toBe(false)
})

it('lists hide what a profile hides', async () => {
  const [ada, bob] = [await person({ status: 'nobody', last_seen: 'nobody' }), await person()]
  await bob.put(`/v1/me/contacts/${ada.id}`)
  expect(await bob.all('/v1/me/contacts')).toMatchObject([{ id: ada.id, status: null, last_active: null }])
  expect((await bob.get(`/v1/users?username=${ada.username}`)).body.items).toMatchObject([{ status: null, last_active: null }])
  expect((await bob.get(`/v1/users?q=${ada.username}`)).body.items).toMatchObject([{ status: null, last_active: null }])
})
