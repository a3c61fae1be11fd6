import { expect, it } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { useStack } from '../../support/stack.ts'
import { follow, idsOf, postBy } from '../posts/posts.ts'

const stack = await useStack()

const timeline = async (of: Actor): Promise<Json[]> => of.all('/v1/timeline?limit=2')
const ids = async (of: Actor) => idsOf(await timeline(of))
const repost = async (actor: Actor, post: Json) => expect((await actor.put(`/v1/posts/${post.id}/repost`)).status).toBe(200)

/** Someone who follows two others, and a stranger. */
async function circle() {
  const [ada, bob, eve, zoe] = [await stack.newUser(), await stack.newUser(), await stack.newUser(), await stack.newUser()]
  await follow(ada, bob)
  await follow(ada, eve)
  return { ada, bob, eve, zoe }
}

it('shows what people whom one follows post, and one’s own, the newest first', async () => {
  const { ada, bob, eve, zoe } = await circle()
  const posts: Json[] = []
  for (const author of [bob, ada, zoe, eve]) posts.push(await postBy(author))
  const shown = [posts[3].id, posts[1].id, posts[0].id]
  // A follow of this minute is looked up, so that nothing has to be waited for.
  expect(await ids(ada)).toEqual(shown)
  await stack.settled()
  expect(await ids(ada)).toEqual(shown)
})

it('is empty for who follows nobody, and closed to who is not signed in', async () => {
  const loner = await stack.newUser()
  expect((await loner.get('/v1/timeline')).body).toEqual({ items: [], next_cursor: null })
  expect((await stack.anonymous.get('/v1/timeline')).status).toBe(401)
})

it('shows a repost as a post of its own, by who reposted it', async () => {
  const { ada, bob, zoe } = await circle()
  const post = await postBy(zoe)
  await repost(bob, post)
  const [item, ...others] = await timeline(ada)
  expect(others).toEqual([])
  expect(item).toMatchObject({ user: { id: bob.id }, content: '', repost_of: { id: post.id, user: { id: zoe.id }, content: post.content } })
  expect(item.id).not.toBe(post.id)
})

it('gives a post one place: its own if its author is followed, else that of the first repost one sees', async () => {
  const { ada, bob, eve, zoe } = await circle()
  const [known, strange] = [await postBy(eve), await postBy(zoe)]
  await repost(bob, known)
  await repost(bob, strange)
  await repost(eve, strange)
  const places = async () => (await timeline(ada)).map(({ id, user_id, repost_of }) => (repost_of ? [user_id, repost_of.id] : [id]))
  expect(await places()).toEqual([[bob.id, strange.id], [known.id]])

  await ada.put(`/v1/users/${bob.id}/mute`, {})
  expect(await places()).toEqual([[eve.id, strange.id], [known.id]])
  await ada.delete(`/v1/users/${bob.id}/mute`)
  await ada.delete(`/v1/users/${bob.id}/follow`)
  expect(await places()).toEqual([[eve.id, strange.id], [known.id]])
  await follow(ada, bob)
  expect(await places()).toEqual([[bob.id, strange.id], [known.id]])
  await bob.delete(`/v1/posts/${strange.id}/repost`)
  expect(await places()).toEqual([[eve.id, strange.id], [known.id]])
  await follow(ada, zoe)
  expect(await places()).toEqual([[strange.id], [known.id]])
})

it('hides reposts of people whom one mutes or is parted from', async () => {
  const { ada, bob, zoe } = await circle()
  await repost(bob, await postBy(zoe))
  await ada.put(`/v1/users/${zoe.id}/mute`, {})
  expect(await ids(ada)).toEqual([])
  await ada.delete(`/v1/users/${zoe.id}/mute`)
  expect(await ids(ada)).toHaveLength(1)
  await zoe.put(`/v1/users/${ada.id}/block`)
  expect(await ids(ada)).toEqual([])
})

it('follows, ends of following, mutes, blocks and deletions take effect at once', async () => {
  const { ada, bob, zoe } = await circle()
  const [bobs, zoes] = [await postBy(bob), await postBy(zoe)]
  await stack.settled()
  expect(await ids(ada)).toEqual([bobs.id])
  await follow(ada, zoe)
  expect(await ids(ada)).toEqual([zoes.id, bobs.id])
  await zoe.delete(`/v1/posts/${zoes.id}`)
  expect(await ids(ada)).toEqual([bobs.id])
  await ada.put(`/v1/users/${bob.id}/mute`, { expires_in: 3600 })
  expect(await ids(ada)).toEqual([])
  await ada.delete(`/v1/users/${bob.id}/mute`)
  expect(await ids(ada)).toEqual([bobs.id])
  await ada.delete(`/v1/users/${bob.id}/follow`)
  expect(await ids(ada)).toEqual([])
  await follow(ada, bob)
  expect(await ids(ada)).toEqual([bobs.id])
  await bob.put(`/v1/users/${ada.id}/block`)
  expect(await ids(ada)).toEqual([])
})

it('shows posts for followers, and those for the mentioned to them alone', async () => {
  const { ada, bob, eve } = await circle()
  await follow(eve, bob)
  const forFollowers = await postBy(bob, { visibility: 'followers' })
  const forEve = await postBy(bob, { visibility: 'mentioned', content: `For you, @${eve.username}` })
  await stack.settled()
  expect(await ids(ada)).toEqual([forFollowers.id])
  expect(await ids(eve)).toEqual([forEve.id, forFollowers.id])
  await bob.patch(`/v1/posts/${forEve.id}`, { content: `For you, @${ada.username}` })
  await stack.settled()
  expect(await ids(ada)).toEqual([forEve.id, forFollowers.id])
  expect(await ids(eve)).toEqual([forFollowers.id])
})

it('shows what a private account posts from when it accepts', async () => {
  const [ada, shy] = [await stack.newUser(), await stack.newUser()]
  await shy.patch('/v1/me', { is_private: true })
  const post = await postBy(shy)
  await ada.put(`/v1/users/${shy.id}/follow`)
  expect(await ids(ada)).toEqual([])
  await shy.put(`/v1/me/follow-requests/${ada.id}`)
  expect(await ids(ada)).toEqual([post.id])
})

it('its cursors are one’s own, and good for this list alone', async () => {
  const { ada, bob } = await circle()
  for (let at = 0; at < 3; at += 1) await postBy(bob)
  const { next_cursor } = (await ada.get('/v1/timeline?limit=1')).body
  expect((await ada.get(`/v1/timeline?cursor=${next_cursor}`)).body.items).toHaveLength(2)
  for (const [actor, path] of [[bob, '/v1/timeline'], [ada, `/v1/users/${bob.id}/posts`]] as const) {
    const { status, body } = await actor.get(`${path}?cursor=${next_cursor}`)
    expect([status, body.code]).toEqual([400, 'invalid_cursor'])
  }
  expect((await ada.get('/v1/timeline?limit=101')).status).toBe(422)
})

it('while others post, a reader who turns pages misses and repeats nothing that was there', async () => {
  const { ada, bob, eve } = await circle()
  const before: string[] = []
  for (let at = 0; at < 12; at += 1) before.push((await postBy(at % 2 === 0 ? bob : eve)).id)
  const reading = new AbortController()
  const postOn = async (author: Actor) => {
    const ids: string[] = []
    while (!reading.signal.aborted && ids.length < 50) ids.push((await postBy(author)).id)
    return ids
  }
  const posting = [bob, eve, ada].map(postOn)
  const reads = []
  for (let round = 0; round < 3; round += 1) reads.push(await timeline(ada))
  reading.abort()
  const later = new Set((await Promise.all(posting)).flat())
  for (const items of reads) {
    const places = items.map(({ published_at, id }) => `${published_at} ${id}`)
    expect(places).toEqual([...new Set(places)].toSorted().toReversed())
    expect(idsOf(items).filter((id) => !later.has(id))).toEqual(before.toReversed())
  }
  await stack.settled()
  expect(new Set(await ids(ada))).toEqual(new Set([...before, ...later]))
})
