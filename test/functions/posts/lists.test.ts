import { describe, expect, test } from 'vitest'
import { useStack } from '../../support/stack.ts'
import { bytesOf } from '../media/pictures.ts'
import { announce } from '../media/uploading.ts'
import { follow, idsOf, postBy } from './posts.ts'

const stack = await useStack()

describe('the posts of someone', () => {
  test('are listed with reposts, the pinned ones first, then the newest', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const others = await postBy(bob)
    const [first, second] = [await postBy(ada), await postBy(ada)]
    await ada.put(`/v1/posts/${others.id}/repost`)
    const third = await postBy(ada)
    expect((await ada.put(`/v1/posts/${first.id}/pin`)).body).toMatchObject({ id: first.id, is_pinned: true })

    const listed = await stack.anonymous.all(`/v1/users/${ada.id}/posts?limit=1`)
    expect(listed.map(({ id, repost_of }) => repost_of?.id ?? id)).toEqual([first.id, third.id, others.id, second.id])
    expect((await ada.delete(`/v1/posts/${first.id}/pin`)).status).toBe(204)
    expect((await stack.anonymous.all(`/v1/users/${ada.id}/posts`)).map(({ id, repost_of }) => repost_of?.id ?? id)).toEqual([
      third.id,
      others.id,
      second.id,
      first.id,
    ])
  })

  test('are neither repeated nor missed while others are posted', async () => {
    const ada = await stack.newUser()
    const before = []
    for (let at = 0; at < 5; at += 1) before.push((await postBy(ada)).id)
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await stack.anonymous.get(`/v1/users/${ada.id}/posts?limit=2${cursor && `&cursor=${cursor}`}`)
      seen.push(...idsOf(body.items))
      cursor = body.next_cursor ?? ''
      await postBy(ada)
    } while (cursor)
    expect(seen).toEqual(before.toReversed())
  })

  test('with media alone leave out the rest', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const { media } = (await announce(ada, { bytes: bytesOf('x'), content_type: 'image/png' })).body
    const others = await postBy(bob)
    const pictured = await postBy(ada, { media_ids: [media.id] })
    await postBy(ada)
    await ada.put(`/v1/posts/${others.id}/repost`)
    expect(idsOf(await bob.all(`/v1/users/${ada.id}/posts?media_only=true`))).toEqual([pictured.id])
    expect(await bob.all(`/v1/users/${ada.id}/posts?media_only=false`)).toHaveLength(3)
  })

  test('who may not see all of them gets those for everyone, and none of a private account', async () => {
    const [ada, fan] = [await stack.newUser(), await stack.newUser()]
    await follow(fan, ada)
    const [open, closed, mine] = [
      await postBy(ada),
      await postBy(ada, { visibility: 'followers' }),
      await postBy(ada, { visibility: 'mentioned', content: `@${fan.username}` }),
    ]
    await postBy(ada, { draft: true })
    const path = `/v1/users/${ada.id}/posts`
    expect(idsOf(await stack.anonymous.all(path))).toEqual([open.id])
    expect(idsOf(await fan.all(path))).toEqual([mine.id, closed.id, open.id])
    expect(idsOf(await ada.all(path))).toEqual([mine.id, closed.id, open.id])
    await ada.patch('/v1/me', { is_private: true })
    expect(await stack.anonymous.all(path)).toEqual([])
    expect(await fan.all(path)).toHaveLength(3)
    await ada.put(`/v1/users/${fan.id}/block`)
    for (const [viewer, id] of [[fan, ada.id], [ada, fan.id], [ada, '0'.repeat(24)]] as const) {
      expect((await viewer.get(`/v1/users/${id}/posts`)).body).toMatchObject({ status: 404, code: 'user_not_found' })
    }
  })
})

test('one’s own posts are listed by status, the latest begun first, without reposts', async () => {
  const [ada, bob] = [await stack.newUser(), await stack.newUser()]
  const draft = await postBy(ada, { draft: true })
  const scheduled = await postBy(ada, { publish_at: new Date(Date.now() + 3_600_000).toISOString() })
  const published = await postBy(ada)
  await ada.put(`/v1/posts/${(await postBy(bob)).id}/repost`)
  expect(idsOf(await ada.all('/v1/me/posts'))).toEqual([published.id, scheduled.id, draft.id])
  for (const post of [draft, scheduled, published]) expect(idsOf(await ada.all(`/v1/me/posts?status=${post.status}`))).toEqual([post.id])
  for (const post of [draft, scheduled]) expect((await bob.get(`/v1/posts/${post.id}`)).status).toBe(404)
})

test('only what is published can be pinned, and by its author', async () => {
  const [ada, bob] = [await stack.newUser(), await stack.newUser()]
  const [draft, published] = [await postBy(ada, { draft: true }), await postBy(ada)]
  expect((await ada.put(`/v1/posts/${draft.id}/pin`)).body).toMatchObject({ status: 409, code: 'not_published' })
  expect((await bob.put(`/v1/posts/${published.id}/pin`)).body).toMatchObject({ status: 403, code: 'forbidden' })
  expect((await bob.delete(`/v1/posts/${published.id}/pin`)).body).toMatchObject({ status: 403, code: 'forbidden' })
})
