import { beforeAll, describe, expect, test } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { useStack } from '../../support/stack.ts'
import { follow, postBy } from '../posts/posts.ts'

const viewers = ['stranger', 'follower', 'mentioned', 'mentionedFollower', 'muting', 'blocked', 'blocking', 'owner', 'moderator'] as const
const visibilities = ['public', 'followers', 'mentioned'] as const
type Viewer = (typeof viewers)[number]
type Visibility = (typeof visibilities)[number]

/** In whose timeline a post stands in its own place, and in whose by the repost of someone whom all follow; by hand. */
const own: Readonly<Record<Visibility, readonly Viewer[]>> = {
  public: ['follower', 'mentionedFollower', 'owner'],
  followers: ['follower', 'mentionedFollower', 'owner'],
  mentioned: ['mentionedFollower', 'owner'],
}
const passedOn: Readonly<Record<'public' | 'private', readonly Viewer[]>> = { public: ['stranger', 'mentioned', 'moderator'], private: [] }

const found = new Map<string, { readonly own: boolean; readonly passedOn: boolean }>()

beforeAll(async () => {
  const stack = await useStack()
  for (const account of ['public', 'private'] as const) {
    const [passer, ...others] = await Promise.all([stack.newUser(), ...viewers.slice(0, -1).map(() => stack.newUser())])
    const callers = [...others, await stack.newUser({ role: 'moderator' })]
    const as = (viewer: Viewer) => callers[viewers.indexOf(viewer)] as Actor
    for (const caller of callers) await follow(caller, passer)
    for (const viewer of ['follower', 'mentionedFollower', 'muting', 'blocked', 'blocking'] as const) await follow(as(viewer), as('owner'))
    const named = `@${as('mentioned').username} @${as('mentionedFollower').username} @${as('blocked').username}`
    const posts = new Map<Visibility, Json>()
    for (const visibility of visibilities) posts.set(visibility, await postBy(as('owner'), { content: `Hear, ${named}`, visibility }))
    await passer.put(`/v1/posts/${posts.get('public').id}/repost`)
    await as('muting').put(`/v1/users/${as('owner').id}/mute`, {})
    await as('owner').put(`/v1/users/${as('blocked').id}/block`)
    await as('blocking').put(`/v1/users/${as('owner').id}/block`)
    if (account === 'private') await as('owner').patch('/v1/me', { is_private: true })
    await stack.settled()
    for (const viewer of viewers) {
      const items = (await as(viewer).get('/v1/timeline')).body.items as Json[]
      for (const [visibility, { id }] of posts) {
        const sees = { own: items.some((item) => item.id === id), passedOn: items.some(({ repost_of }) => repost_of?.id === id) }
        found.set(`${account} ${visibility} ${viewer}`, sees)
      }
    }
  }
}, 60_000)

describe.each(['public', 'private'] as const)('of a %s account', (account) => {
  describe.each(visibilities)('a post for %s', (visibility) => {
    test.each(viewers)('in the timeline of %s', (viewer) => {
      const expected = { own: own[visibility].includes(viewer), passedOn: visibility === 'public' && passedOn[account].includes(viewer) }
      expect(found.get(`${account} ${visibility} ${viewer}`)).toEqual(expected)
    })
  })
})
