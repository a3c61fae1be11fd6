import { beforeAll, describe, expect, test } from 'vitest'
import type { Caller } from '../../support/actor.ts'
import { freshName } from '../../support/names.ts'
import { type Stack, useStack } from '../../support/stack.ts'
import { upload } from '../media/uploading.ts'
import { bytesOf, gradient } from '../media/pictures.ts'
import { follow, postBy } from './posts.ts'
import { type Shown, waysOfUsers, waysToSee, waysToSeePassedOn } from './showing.ts'

const visibilities = ['public', 'followers', 'mentioned'] as const
const viewers = ['anonymous', 'stranger', 'follower', 'mentioned', 'mentionedFollower', 'muting', 'blocked', 'blocking', 'owner', 'moderator'] as const
type Visibility = (typeof visibilities)[number]
type Viewer = (typeof viewers)[number]

/** Who is to see what, by hand: not as the code decides it. */
const seen: Readonly<Record<'public' | 'private', Readonly<Record<Visibility, readonly Viewer[]>>>> = {
  public: {
    public: ['anonymous', 'stranger', 'follower', 'mentioned', 'mentionedFollower', 'muting', 'owner', 'moderator'],
    followers: ['follower', 'mentionedFollower', 'owner'],
    mentioned: ['mentioned', 'mentionedFollower', 'owner'],
  },
  private: {
    public: ['follower', 'mentionedFollower', 'owner'],
    followers: ['follower', 'mentionedFollower', 'owner'],
    mentioned: ['mentionedFollower', 'owner'],
  },
}

interface Scene {
  readonly callers: Readonly<Record<Viewer, Caller>>
  readonly posts: Readonly<Record<Visibility, Shown>>
}

let stack: Stack
const scenes = new Map<string, Scene>()

beforeAll(async () => {
  stack = await useStack()
  for (const account of ['public', 'private'] as const) scenes.set(account, await sceneOf(account === 'private'))
  await stack.settled()
}, 60_000)

describe.each(['public', 'private'] as const)('of a %s account', (account) => {
  describe.each(visibilities)('a post for %s', (visibility) => {
    test.each(viewers)('as %s comes upon it', async (viewer) => {
      const { callers, posts } = scenes.get(account) as Scene
      const shown = posts[visibility]
      const ways = { ...waysToSee, ...(shown.passed_on && waysToSeePassedOn), ...(viewer !== 'anonymous' && waysOfUsers) }
      const found: Record<string, boolean> = {}
      for (const [name, way] of Object.entries(ways)) found[name] = await way(callers[viewer], shown)
      const expected = seen[account][visibility].includes(viewer)
      expect(found).toEqual(Object.fromEntries(Object.keys(ways).map((name) => [name, expected])))
    })
  })
})

/** An author with a post for each audience, and one person of each kind. A private account becomes so at the end. */
async function sceneOf(isPrivate: boolean): Promise<Scene> {
  const moderator = await stack.newUser({ role: 'moderator' })
  const someone = () => stack.newUser()
  const [owner, passer, stranger, muting] = await Promise.all([someone(), someone(), someone(), someone()])
  const [follower, mentioned, mentionedFollower, blocked, blocking] = await Promise.all([someone(), someone(), someone(), someone(), someone()])
  const callers = { anonymous: stack.anonymous, owner, stranger, follower, mentioned, mentionedFollower, muting, blocked, blocking, moderator }
  for (const fan of [follower, mentionedFollower, blocked, blocking]) await follow(fan, owner)

  const named = [mentioned, mentionedFollower, blocked, blocking].map(({ username }) => `@${username}`).join(' ')
  const shownTo = async (visibility: Visibility): Promise<Shown> => {
    const [word, hashtag] = [freshName('word'), freshName('tag')]
    const bytes = bytesOf(await gradient(20, 20).png().toBuffer())
    const medium = await upload(stack, owner, { bytes, content_type: 'image/png', visibility: 'private' })
    const post = await postBy(owner, { content: `${named} ${word} #${hashtag}`, visibility, media_ids: [medium.id] })
    const comment = await owner.post(`/v1/posts/${post.id}/comments`, { content: 'First.' })
    const shown = { post, author_id: owner.id, comment_id: comment.body.id, media_id: medium.id, word, hashtag }
    if (visibility !== 'public') return shown
    await passer.put(`/v1/posts/${post.id}/repost`)
    return { ...shown, passed_on: { by: passer.id, quotation_id: (await postBy(passer, { quote_of_id: post.id })).id } }
  }
  const posts = { public: await shownTo('public'), followers: await shownTo('followers'), mentioned: await shownTo('mentioned') }
  await muting.put(`/v1/users/${owner.id}/mute`)
  await owner.put(`/v1/users/${blocked.id}/block`)
  await blocking.put(`/v1/users/${owner.id}/block`)
  if (isPrivate) await owner.patch('/v1/me', { is_private: true })
  return { callers, posts }
}
