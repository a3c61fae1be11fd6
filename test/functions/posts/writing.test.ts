import { ObjectId } from 'mongodb'
import { describe, expect, test } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { useStack } from '../../support/stack.ts'
import { bytesOf, gradient } from '../media/pictures.ts'
import { announce, upload } from '../media/uploading.ts'
import { follow, idsOf, postBy } from './posts.ts'

const stack = await useStack()

const picture = async (actor: Actor): Promise<Json> =>
  upload(stack, actor, { bytes: bytesOf(await gradient(40, 30).png().toBuffer()), content_type: 'image/png', alt_text: 'Colours' })
const document = async (actor: Actor): Promise<Json> =>
  (await announce(actor, { bytes: bytesOf('Words'), content_type: 'text/plain', purpose: 'article' })).body.media

describe('a post', () => {
  test('is public at once, with all that is to be known of it', async () => {
    const ada = await stack.newUser({ full_name: 'Ada L' })
    const post = await postBy(ada, { content: 'First.' })
    expect(post).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      user_id: ada.id,
      user: { id: ada.id, username: ada.username, full_name: 'Ada L', avatar_url: null },
      content: 'First.',
      facets: [],
      media: [],
      visibility: 'public',
      sensitive: false,
      content_warning: null,
      mentions: [],
      hashtags: [],
      poll: null,
      status: 'published',
      scheduled_at: null,
      published_at: post.created_at,
      quote_of: null,
      repost_of: null,
      likes_count: 0,
      comments_count: 0,
      reposts_count: 0,
      shares_count: 0,
      views_count: 0,
      liked: false,
      bookmarked: false,
      reposted: false,
      is_pinned: false,
      is_edited: false,
      created_at: expect.any(String),
      updated_at: post.created_at,
    })
    expect((await stack.anonymous.get(`/v1/posts/${post.id}`)).body).toEqual(post)
  })

  test('names whom it mentions and what it is about, and where in the text', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const content = `👩‍👩‍👧 @${bob.username} and @no_such_user_here: #Été2026 at https://example.org/x#y`
    const post = await postBy(ada, { content })
    expect(post.mentions).toEqual([{ id: bob.id, username: bob.username, full_name: null, avatar_url: null }])
    expect(post.hashtags).toEqual(['été2026'])
    expect(post.facets).toMatchObject([
      { type: 'mention', user_id: bob.id, username: bob.username },
      { type: 'hashtag', hashtag: 'été2026' },
      { type: 'link', url: 'https://example.org/x#y' },
    ])
    const texts = post.facets.map(({ start, end }: Json) => Array.from(content).slice(start, end).join(''))
    expect(texts).toEqual([`@${bob.username}`, '#Été2026', 'https://example.org/x#y'])
  })

  test('mentions nobody from whom a block parts its author, and does not show them to each other later', async () => {
    const [ada, bob, eve] = [await stack.newUser(), await stack.newUser(), await stack.newUser()]
    const content = `@${bob.username} @${eve.username}`
    const before = await postBy(ada, { content })
    expect(idsOf(before.mentions)).toEqual([bob.id, eve.id])
    await bob.put(`/v1/users/${ada.id}/block`)
    await bob.put(`/v1/users/${eve.id}/block`)
    expect(idsOf((await postBy(ada, { content })).mentions)).toEqual([eve.id])
    const { mentions, facets } = (await eve.get(`/v1/posts/${before.id}`)).body
    expect(idsOf(mentions)).toEqual([eve.id])
    expect(facets.map(({ user_id }: Json) => user_id)).toEqual([eve.id])
  })

  test.each([
    [{}],
    [{ content: '' }],
    [{ content: ' \n' }],
    [{ content: null, media_ids: [] }],
    [{ content: 'x'.repeat(2001) }],
    [{ content: 'Hi', visibility: 'friends' }],
    [{ content: 'Hi', draft: true, publish_at: '2999-01-01T00:00:00Z' }],
    [{ content: 'Hi', publish_at: '2020-01-01T00:00:00Z' }],
    [{ content: 'Hi', media_ids: Array.from({ length: 11 }, (_, at) => at.toString(16).padStart(24, '0')) }],
    [{ content: 'Hi', titel: 'x' }],
  ])('is refused as %j', async (body) => {
    const ada = await stack.newUser()
    expect((await ada.post('/v1/posts', body)).body).toMatchObject({ status: 422, code: 'validation_failed' })
  })

  test('has room for 2,000 characters of any plane', async () => {
    const ada = await stack.newUser()
    const content = '𝒳'.repeat(2000)
    expect((await postBy(ada, { content })).content).toBe(content)
    expect((await ada.post('/v1/posts', { content: `${content}.` })).status).toBe(422)
  })

  test('carries one’s own pictures and videos, and nothing else', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const own = await picture(ada)
    const post = await postBy(ada, { content: null, media_ids: [own.id] })
    const { id, type, url, thumbnail_url, width, height, duration, alt_text, status } = own
    expect(post.media).toEqual([expect.objectContaining({ id, type, url, thumbnail_url, width, height, duration, alt_text, status })])
    for (const { id: other } of [await picture(bob), await document(ada)]) {
      expect((await ada.post('/v1/posts', { media_ids: [other] })).body).toMatchObject({ status: 422, code: 'media_not_found' })
    }
    expect((await ada.delete(`/v1/media/${own.id}`)).body).toMatchObject({ code: 'media_in_use', uses: [{ subject_type: 'posts', subject_id: post.id }] })
    await ada.delete(`/v1/posts/${post.id}`)
    await stack.settled()
    expect((await ada.get(`/v1/media/${own.id}`)).status).toBe(404)
  })

  test('that is not for everyone takes its pictures from their public addresses', async () => {
    const [ada, fan, stranger] = [await stack.newUser(), await stack.newUser(), await stack.newUser()]
    await follow(fan, ada)
    const own = await picture(ada)
    expect((await fetch(own.url)).status).toBe(200)
    const { id } = await postBy(ada, { media_ids: [own.id], visibility: 'followers' })
    await stack.settled()
    expect((await fetch(own.url)).status).not.toBe(200)
    const [shown] = (await fan.get(`/v1/posts/${id}`)).body.media
    expect((await fetch(shown.url)).status).toBe(200)
    expect((await fan.get(`/v1/media/${own.id}`)).body.visibility).toBe('private')
    expect((await stranger.get(`/v1/media/${own.id}`)).status).toBe(404)
  })

  test('shows a medium that is not ready yet with its status', async () => {
    const ada = await stack.newUser()
    const { body } = await announce(ada, { bytes: bytesOf('x'), content_type: 'image/png' })
    const { media } = await postBy(ada, { media_ids: [body.media.id] })
    expect(media).toEqual([expect.objectContaining({ status: 'awaiting_upload', url: null, thumbnail_url: null, width: null })])
  })
})

describe('an edit', () => {
  test('keeps what the post said before, the oldest first', async () => {
    const ada = await stack.newUser()
    const medium = await picture(ada)
    const { id } = await postBy(ada, { content: 'One.', media_ids: [medium.id] })
    const second = (await ada.patch(`/v1/posts/${id}`, { content: 'Two.', media_ids: [] })).body
    expect(second).toMatchObject({ content: 'Two.', media: [], is_edited: true })
    const third = (await ada.patch(`/v1/posts/${id}`, { content: 'Three #new.' })).body
    expect(third.hashtags).toEqual(['new'])
    expect((await stack.anonymous.get(`/v1/posts/${id}/edits`)).body.items).toEqual([
      { content: 'One.', media: [expect.objectContaining({ id: medium.id })], edited_at: second.updated_at },
      { content: 'Two.', media: [], edited_at: third.updated_at },
    ])
    expect(await ada.all(`/v1/posts/${id}/edits?limit=1`)).toHaveLength(2)
  })

  test('of nothing, or of warnings alone, leaves none', async () => {
    const ada = await stack.newUser()
    const post = await postBy(ada, { content: 'One.' })
    expect((await ada.patch(`/v1/posts/${post.id}`, {})).body).toEqual(post)
    expect((await ada.patch(`/v1/posts/${post.id}`, { content: 'One.' })).body).toEqual(post)
    const warned = await ada.patch(`/v1/posts/${post.id}`, { sensitive: true, content_warning: 'Spiders' })
    expect(warned.body).toMatchObject({ sensitive: true, content_warning: 'Spiders', is_edited: false })
    expect((await ada.get(`/v1/posts/${post.id}/edits`)).body.items).toEqual([])
  })

  test('of what is not published yet leaves none', async () => {
    const ada = await stack.newUser()
    const { id } = await postBy(ada, { content: 'One.', draft: true })
    expect((await ada.patch(`/v1/posts/${id}`, { content: 'Two.' })).body).toMatchObject({ content: 'Two.', is_edited: false, status: 'draft' })
    expect((await ada.get(`/v1/posts/${id}/edits`)).body.items).toEqual([])
  })

  test('cannot leave a post empty, and is its author’s alone', async () => {
    const [ada, bob, moderator] = [await stack.newUser(), await stack.newUser(), await stack.newUser({ role: 'moderator' })]
    const { id } = await postBy(ada, { content: 'One.' })
    expect((await ada.patch(`/v1/posts/${id}`, { content: null })).body).toMatchObject({ status: 422, code: 'content_required' })
    for (const other of [bob, moderator]) {
      expect((await other.patch(`/v1/posts/${id}`, { content: 'Mine.' })).body).toMatchObject({ status: 403, code: 'forbidden' })
    }
    expect((await ada.get(`/v1/posts/${id}`)).body.content).toBe('One.')
  })

  test('that mentions someone no longer ends their sight of a post for those mentioned', async () => {
    const [ada, bob, eve] = [await stack.newUser(), await stack.newUser(), await stack.newUser()]
    const { id } = await postBy(ada, { content: `@${bob.username}, a secret`, visibility: 'mentioned' })
    expect((await bob.get(`/v1/posts/${id}`)).status).toBe(200)
    await ada.patch(`/v1/posts/${id}`, { content: `@${eve.username}, a secret` })
    expect((await bob.get(`/v1/posts/${id}`)).status).toBe(404)
    expect((await eve.get(`/v1/posts/${id}`)).status).toBe(200)
  })

  test('made by many at once keeps every text once', async () => {
    const ada = await stack.newUser()
    const { id } = await postBy(ada, { content: 'v0' })
    await Promise.all(Array.from({ length: 6 }, (_, at) => ada.patch(`/v1/posts/${id}`, { content: `v${at + 1}` })))
    const { body } = await ada.get(`/v1/posts/${id}`)
    const said = (await ada.all(`/v1/posts/${id}/edits`)).map(({ content }) => content)
    expect(said[0]).toBe('v0')
    expect([...said, body.content].toSorted()).toEqual(['v0', 'v1', 'v2', 'v3', 'v4', 'v5', 'v6'])
  })
})

describe('a deletion', () => {
  test('takes all that hangs on the post', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const { id } = await postBy(ada)
    await bob.put(`/v1/posts/${id}/like`)
    await bob.put(`/v1/posts/${id}/bookmark`)
    const comment = (await bob.post(`/v1/posts/${id}/comments`, { content: 'Nice.' })).body
    await ada.patch(`/v1/posts/${id}`, { content: 'Other.' })
    await stack.settled()
    expect((await ada.delete(`/v1/posts/${id}`)).status).toBe(204)
    expect((await ada.delete(`/v1/posts/${id}`)).body).toMatchObject({ status: 404, code: 'post_not_found' })
    expect((await ada.get(`/v1/posts/${id}/edits`)).status).toBe(404)
    expect((await bob.get(`/v1/comments/${comment.id}`)).status).toBe(404)
    expect((await bob.get('/v1/me/bookmarks')).body.items).toEqual([])
    await stack.settled()
    const database = (await stack.database()).db('atrium')
    for (const name of ['likes', 'comments', 'bookmarks']) {
      expect(await database.collection(name).countDocuments({ user_id: new ObjectId(bob.id) })).toBe(0)
    }
    expect(await database.collection('post_edits').countDocuments({ post_id: new ObjectId(id as string) })).toBe(0)
    expect((await ada.get('/v1/notifications')).body.items).toEqual([])
  })

  test('is its author’s, or a moderator’s of what they see', async () => {
    const [ada, bob, moderator] = [await stack.newUser(), await stack.newUser(), await stack.newUser({ role: 'moderator' })]
    await follow(bob, ada)
    const [open, closed] = [await postBy(ada), await postBy(ada, { visibility: 'followers' })]
    expect((await bob.delete(`/v1/posts/${closed.id}`)).body).toMatchObject({ status: 403, code: 'forbidden' })
    expect((await moderator.delete(`/v1/posts/${closed.id}`)).status).toBe(404)
    expect((await moderator.delete(`/v1/posts/${open.id}`)).status).toBe(204)
  })
})
