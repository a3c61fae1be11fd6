import { describe, expect, test } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { useStack } from '../../support/stack.ts'
import { follow, postBy } from './posts.ts'

const stack = await useStack()

/** What someone was told, the newest first, once all queues are empty. */
async function toldTo(actor: Actor): Promise<Json[]> {
  await stack.settled()
  return actor.all('/v1/notifications')
}

const typesOf = (entries: readonly Json[]): string[] => entries.map(({ type }) => type)

describe('an author is told', () => {
  test('of likes, comments, shares, reposts and quotations, each with the post', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser({ full_name: 'Bob' })]
    const post = await postBy(ada, { content: 'Look at this.' })
    await bob.put(`/v1/posts/${post.id}/like`)
    await bob.post(`/v1/posts/${post.id}/comments`, { content: 'Nice.' })
    await bob.post(`/v1/posts/${post.id}/shares`, { platform: 'link' })
    await bob.put(`/v1/posts/${post.id}/repost`)
    const quotation = await postBy(bob, { quote_of_id: post.id })
    const entries = await toldTo(ada)
    const contents = Object.fromEntries(entries.map(({ type, content }) => [type, content]))
    expect(contents).toEqual({
      like: 'Bob liked your post “Look at this.”',
      comment: 'Bob commented on your post “Look at this.”',
      share: 'Bob shared your post “Look at this.”',
      repost: 'Bob reposted your post “Look at this.”',
      quote: 'Bob quoted your post “Look at this.”',
    })
    for (const { type, subject_type, subject_id, post_id } of entries) {
      expect({ subject_type, subject_id, post_id }).toEqual({
        subject_type: 'posts',
        subject_id: post.id,
        post_id: type === 'quote' ? quotation.id : post.id,
      })
    }
  })

  test('of nothing that was taken back, or that they did themselves', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const post = await postBy(ada)
    await ada.put(`/v1/posts/${post.id}/repost`)
    await postBy(ada, { quote_of_id: post.id, content: `@${ada.username}` })
    await bob.put(`/v1/posts/${post.id}/repost`)
    await bob.delete(`/v1/posts/${post.id}/repost`)
    const quotation = await postBy(bob, { quote_of_id: post.id })
    await bob.delete(`/v1/posts/${quotation.id}`)
    expect(await toldTo(ada)).toEqual([])
  })

  test('of a quotation only where they see it, and once where it also mentions them', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const post = await postBy(ada)
    await postBy(bob, { quote_of_id: post.id, visibility: 'followers' })
    expect(await toldTo(ada)).toEqual([])
    await postBy(bob, { quote_of_id: post.id, content: `@${ada.username}` })
    expect(typesOf(await toldTo(ada))).toEqual(['quote'])
  })

  test('of no repost by a private account that they do not follow', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    await bob.patch('/v1/me', { is_private: true })
    await bob.put(`/v1/posts/${(await postBy(ada)).id}/repost`)
    expect(await toldTo(ada)).toEqual([])
  })
})

describe('who is mentioned is told', () => {
  test('in a post, an edit, and no more when an edit leaves them out', async () => {
    const [ada, bob, eve] = [await stack.newUser({ full_name: 'Ada' }), await stack.newUser(), await stack.newUser()]
    const post = await postBy(ada, { content: `Hi @${bob.username}` })
    expect((await toldTo(bob))[0]).toMatchObject({ type: 'mention', subject_id: post.id, post_id: post.id, sender_id: ada.id })
    await ada.patch(`/v1/posts/${post.id}`, { content: `Hi @${eve.username}` })
    expect(await toldTo(bob)).toEqual([])
    expect((await toldTo(eve))[0].content).toBe(`Ada mentioned you in a post “Hi @${eve.username}”`)
    await ada.delete(`/v1/posts/${post.id}`)
    expect(await toldTo(eve)).toEqual([])
  })

  test('only where they see the post', async () => {
    const [ada, bob, fan] = [await stack.newUser(), await stack.newUser(), await stack.newUser()]
    await follow(fan, ada)
    const content = `@${bob.username} @${fan.username}`
    await postBy(ada, { content, visibility: 'followers' })
    const open = await postBy(ada, { visibility: 'followers' })
    await fan.post(`/v1/posts/${open.id}/comments`, { content: `What do you think, @${bob.username}?` })
    expect(await toldTo(bob)).toEqual([])
    expect(typesOf(await toldTo(fan))).toEqual(['mention'])
  })

  test('when the post comes out, and not by a draft', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const draft = await postBy(ada, { content: `@${bob.username}`, draft: true })
    expect(await toldTo(bob)).toEqual([])
    expect((await ada.post(`/v1/posts/${draft.id}/publish`)).body).toMatchObject({ status: 'published' })
    expect(typesOf(await toldTo(bob))).toEqual(['mention'])
  })
})

test('a deleted post takes along what was told of it and of its comments', async () => {
  const [ada, bob] = [await stack.newUser(), await stack.newUser()]
  const post = await postBy(ada)
  const comment = (await ada.post(`/v1/posts/${post.id}/comments`, { content: 'More.' })).body
  await bob.put(`/v1/posts/${post.id}/repost`)
  await bob.put(`/v1/comments/${comment.id}/like`)
  await bob.post(`/v1/posts/${post.id}/comments`, { content: 'Yes.', parent_id: comment.id })
  expect((await toldTo(ada)).length).toBe(3)
  await ada.delete(`/v1/posts/${post.id}`)
  expect(await toldTo(ada)).toEqual([])
})
