import { ObjectId } from 'mongodb'
import { describe, expect, test } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { useStack } from '../../support/stack.ts'
import { follow, idsOf, postBy } from './posts.ts'

const stack = await useStack()

const repost = (actor: Actor, post: Json) => actor.put(`/v1/posts/${post.id}/repost`)
const listOf = async (owner: Actor, viewer: Pick<Actor, 'all'> = stack.anonymous): Promise<Json[]> => viewer.all(`/v1/users/${owner.id}/posts`)

/** How many reposts of a post are kept, as posts of lists and as edges. */
async function storedRepostsOf({ id }: Json): Promise<number[]> {
  const database = (await stack.database()).db('atrium')
  const original = new ObjectId(id as string)
  return [
    await database.collection('posts').countDocuments({ repost_of_id: original }),
    await database.collection('reposts').countDocuments({ subject_id: original }),
  ]
}

describe('a repost', () => {
  test('is there once, however often it is asked for, and counts itself at once', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const post = await postBy(ada)
    for (let time = 0; time < 2; time += 1) {
      expect((await repost(bob, post)).body).toMatchObject({ id: post.id, reposted: true, reposts_count: 1 })
    }
    const [listed, ...others] = await listOf(bob)
    expect(others).toEqual([])
    expect(listed).toMatchObject({
      user_id: bob.id,
      user: { id: bob.id },
      content: '',
      repost_of: { id: post.id, user_id: ada.id, content: post.content, repost_of: null },
      quote_of: null,
    })
    expect(listed.id).not.toBe(post.id)
    expect((await stack.anonymous.get(`/v1/posts/${listed.id}`)).body).toMatchObject({ id: listed.id, repost_of: { id: post.id } })
    expect((await stack.anonymous.get(`/v1/posts/${post.id}/reposts`)).body.items).toEqual([
      { user: expect.objectContaining({ id: bob.id }), reposted_at: listed.created_at },
    ])

    for (let time = 0; time < 2; time += 1) {
      expect((await bob.delete(`/v1/posts/${post.id}/repost`)).body).toMatchObject({ id: post.id, reposted: false, reposts_count: 0 })
    }
    expect(await listOf(bob)).toEqual([])
    await stack.settled()
    expect((await bob.get(`/v1/posts/${post.id}`)).body).toMatchObject({ reposted: false, reposts_count: 0 })
  })

  test('asked for and taken back by many calls at once is there once or not at all, and counted so', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const post = await postBy(ada)
    const statuses = await Promise.all(Array.from({ length: 8 }, async () => (await repost(bob, post)).status))
    expect(new Set(statuses)).toEqual(new Set([200]))
    expect(await listOf(bob)).toHaveLength(1)
    await Promise.all(Array.from({ length: 8 }, (_, at) => (at % 2 === 0 ? repost(bob, post) : bob.delete(`/v1/posts/${post.id}/repost`))))
    await stack.settled()
    const { body } = await bob.get(`/v1/posts/${post.id}`)
    expect(body.reposts_count).toBe(body.reposted ? 1 : 0)
    expect(await listOf(bob)).toHaveLength(body.reposts_count)
  })

  test('of a repost is one of the post', async () => {
    const [ada, bob, eve] = [await stack.newUser(), await stack.newUser(), await stack.newUser()]
    const post = await postBy(ada)
    await repost(bob, post)
    const [bobs] = await listOf(bob)
    expect((await repost(eve, bobs)).body).toMatchObject({ id: post.id, reposts_count: 2 })
    expect((await postBy(eve, { quote_of_id: bobs.id })).quote_of).toMatchObject({ id: post.id })
    expect((await eve.delete(`/v1/posts/${bobs.id}/repost`)).body).toMatchObject({ id: post.id, reposts_count: 1 })
  })

  test('is deleted by its own id as well, by who made it', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const post = await postBy(ada)
    await repost(bob, post)
    const [listed] = await listOf(bob)
    expect((await ada.delete(`/v1/posts/${listed.id}`)).body).toMatchObject({ status: 403, code: 'forbidden' })
    expect((await bob.delete(`/v1/posts/${listed.id}`)).status).toBe(204)
    expect((await bob.delete(`/v1/posts/${listed.id}`)).status).toBe(404)
    expect((await bob.get(`/v1/posts/${post.id}`)).body.reposted).toBe(false)
  })

  test('has nothing of its own to like, edit, pin, vote in or comment on', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    await repost(bob, await postBy(ada))
    const [{ id }] = (await listOf(bob)) as [Json]
    const answers = [
      await bob.put(`/v1/posts/${id}/like`),
      await bob.patch(`/v1/posts/${id}`, { content: 'Mine.' }),
      await bob.put(`/v1/posts/${id}/pin`),
      await bob.put(`/v1/posts/${id}/vote`, { option: 0 }),
      await bob.post(`/v1/posts/${id}/comments`, { content: 'Mine.' }),
      await bob.get(`/v1/posts/${id}/edits`),
    ]
    for (const { status } of answers) expect(status).toBe(404)
  })

  test('goes with the post', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const post = await postBy(ada)
    await repost(bob, post)
    const [listed] = await listOf(bob)
    await ada.delete(`/v1/posts/${post.id}`)
    expect(await listOf(bob)).toEqual([])
    expect((await bob.get(`/v1/posts/${listed.id}`)).status).toBe(404)
    await stack.settled()
    expect(await storedRepostsOf(post)).toEqual([0, 0])
  })

  test('made while the post is deleted does not stay', async () => {
    const [ada, ...fans] = await Promise.all(Array.from({ length: 5 }, () => stack.newUser()))
    const post = await postBy(ada as Actor)
    await Promise.all([...fans.map((fan) => repost(fan, post)), (ada as Actor).delete(`/v1/posts/${post.id}`)])
    await stack.settled()
    expect(await storedRepostsOf(post)).toEqual([0, 0])
  })

  test('by a private account is shown to its followers alone', async () => {
    const [ada, bob, fan] = [await stack.newUser(), await stack.newUser(), await stack.newUser()]
    const post = await postBy(ada)
    await repost(bob, post)
    await follow(fan, bob)
    await bob.patch('/v1/me', { is_private: true })
    for (const [viewer, sees] of [[fan, true], [bob, true], [ada, false], [stack.anonymous, false]] as const) {
      expect((await listOf(bob, viewer)).length).toBe(sees ? 1 : 0)
      expect((await viewer.all(`/v1/posts/${post.id}/reposts`)).length).toBe(sees ? 1 : 0)
    }
  })

  test('of someone whom the reader mutes is not shown to them in the list of another', async () => {
    const [ada, bob, eve] = [await stack.newUser(), await stack.newUser(), await stack.newUser()]
    const post = await postBy(ada)
    await repost(bob, post)
    const own = await postBy(bob)
    await eve.put(`/v1/users/${ada.id}/mute`)
    expect(idsOf(await listOf(bob, eve))).toEqual([own.id])
    expect(idsOf(await listOf(ada, eve))).toEqual([post.id])
  })
})

describe('only a public post of a public account', () => {
  const refused = async (post: Json, by: Actor) => {
    expect((await repost(by, post)).body).toMatchObject({ status: 403, code: 'not_shareable' })
    expect((await by.post('/v1/posts', { content: 'See', quote_of_id: post.id })).body).toMatchObject({ status: 403, code: 'not_shareable' })
  }

  test.each(['followers', 'mentioned'])('can be reposted or quoted, not one for %s', async (visibility) => {
    const [ada, fan] = [await stack.newUser(), await stack.newUser()]
    await follow(fan, ada)
    const post = await postBy(ada, { content: `@${fan.username}`, visibility })
    await refused(post, fan)
    await refused(post, ada)
  })

  test('can be reposted or quoted, not one of a private account, nor a draft', async () => {
    const [ada, fan] = [await stack.newUser(), await stack.newUser()]
    await follow(fan, ada)
    await refused(await postBy(ada, { draft: true }), ada)
    const post = await postBy(ada)
    await ada.patch('/v1/me', { is_private: true })
    await refused(post, fan)
    await refused(post, ada)
  })

  test('is there to be reposted or quoted: what one may not see is not', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const post = await postBy(ada, { visibility: 'followers' })
    expect((await repost(bob, post)).body).toMatchObject({ status: 404, code: 'post_not_found' })
    expect((await bob.post('/v1/posts', { quote_of_id: post.id })).body).toMatchObject({ status: 422, code: 'post_not_found' })
    expect((await bob.post('/v1/posts', { quote_of_id: '0'.repeat(24) })).body).toMatchObject({ status: 422, code: 'post_not_found' })
  })
})

test('a repost of what became private or is gone can still be taken back', async () => {
  const [ada, bob] = [await stack.newUser(), await stack.newUser()]
  const post = await postBy(ada)
  await repost(bob, post)
  await ada.patch('/v1/me', { is_private: true })
  expect(await listOf(bob, bob)).toEqual([])
  for (let time = 0; time < 2; time += 1) expect((await bob.delete(`/v1/posts/${post.id}/repost`)).status).toBe(204)
  await ada.patch('/v1/me', { is_private: false })
  expect((await bob.get(`/v1/posts/${post.id}`)).body).toMatchObject({ reposted: false })
  await ada.delete(`/v1/posts/${post.id}`)
  expect((await bob.delete(`/v1/posts/${post.id}/repost`)).status).toBe(204)
})

test('a quotation shows the post without what that quotes, and loses it when it goes', async () => {
  const [ada, bob, eve] = [await stack.newUser(), await stack.newUser(), await stack.newUser()]
  const first = await postBy(ada)
  const second = await postBy(bob, { quote_of_id: first.id })
  const third = await postBy(eve, { content: null, quote_of_id: second.id })
  expect(second.quote_of).toMatchObject({ id: first.id, content: first.content, quote_of: null })
  expect(third).toMatchObject({ content: '', quote_of: { id: second.id, quote_of: null } })
  await repost(ada, third)
  const listed = (await listOf(ada)).find(({ repost_of }) => repost_of)
  expect(listed.repost_of).toMatchObject({ id: third.id, quote_of: { id: second.id, quote_of: null } })
  await bob.delete(`/v1/posts/${second.id}`)
  expect((await eve.get(`/v1/posts/${third.id}`)).body).toMatchObject({ id: third.id, quote_of: null })
})
