import { MongoClient, ObjectId } from 'mongodb'
import { describe, expect, it } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { useStack } from '../../support/stack.ts'
import { bytesOf, gradient } from './pictures.ts'
import { announce, upload } from './uploading.ts'

const stack = await useStack()

async function picture(actor: Actor, options: { visibility?: 'public' | 'private'; purpose?: string } = {}): Promise<Json> {
  return upload(stack, actor, { bytes: bytesOf(await gradient(40, 30).png().toBuffer()), content_type: 'image/png', ...options })
}

async function article(author: Actor, featured_media_id: string): Promise<Json> {
  const answer = await author.post('/v1/articles', { title: 'A day', content: 'at the sea', featured_media_id })
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}

async function deletionOf(mediaId: string): Promise<Json> {
  const client = await new MongoClient(stack.mongodb_uri).connect()
  try {
    return await client.db('atrium').collection('media_deletions').findOne({ _id: new ObjectId(mediaId) })
  } finally {
    await client.close()
  }
}

async function isServed(url: string): Promise<boolean> {
  return (await fetch(url)).status === 200
}

describe('an article', () => {
  it('shows its picture, which cannot be deleted, and takes it along when it goes', async () => {
    const ada = await stack.newUser()
    const medium = await picture(ada)
    const { id, featured_image } = await article(ada, medium.id)
    expect(featured_image).toEqual(medium)
    expect(await ada.delete(`/v1/media/${medium.id}`)).toMatchObject({
      status: 409,
      body: { code: 'media_in_use', uses: [{ subject_type: 'articles', subject_id: id }] },
    })

    expect((await ada.delete(`/v1/articles/${id}`)).status).toBe(204)
    await stack.settled()
    expect((await ada.get(`/v1/media/${medium.id}`)).status).toBe(404)
    expect(await isServed(medium.url)).toBe(false)
    const { keys, addresses } = await deletionOf(medium.id)
    const served = [medium.url, medium.thumbnail_url, ...medium.variants.map(({ url }: Json) => url)]
    expect(addresses.toSorted()).toEqual(served.toSorted())
    expect(keys).toEqual(expect.arrayContaining(served.map((url) => new URL(url).pathname.split('/').slice(2).join('/'))))
    expect(keys.some((key: string) => key.startsWith('quarantine/'))).toBe(true)
    for (const url of served) expect(await isServed(url)).toBe(false)
  })

  it('leaves a medium that something else carries', async () => {
    const ada = await stack.newUser()
    const medium = await picture(ada)
    const [first, second] = [await article(ada, medium.id), await article(ada, medium.id)]
    await ada.delete(`/v1/articles/${first.id}`)
    await stack.settled()
    expect((await ada.get(`/v1/articles/${second.id}`)).body.featured_image.id).toBe(medium.id)
    expect(await isServed(medium.url)).toBe(true)
  })

  it('lets go of its picture, which can then be deleted', async () => {
    const ada = await stack.newUser()
    const medium = await picture(ada)
    const { id } = await article(ada, medium.id)
    expect((await ada.patch(`/v1/articles/${id}`, { featured_media_id: null })).body.featured_image).toBeNull()
    expect((await ada.delete(`/v1/media/${medium.id}`)).status).toBe(204)
    await stack.settled()
    expect(await isServed(medium.url)).toBe(false)
  })

  it('gets its picture back with a revision that had it, while it is there', async () => {
    const ada = await stack.newUser()
    const medium = await picture(ada)
    const { id } = await article(ada, medium.id)
    await ada.patch(`/v1/articles/${id}`, { featured_media_id: null })
    const [second, first] = (await ada.get(`/v1/articles/${id}/revisions`)).body.items
    expect([first.featured_media_id, first.featured_image, second.featured_image]).toEqual([medium.id, medium, null])
    expect((await ada.get(`/v1/articles/${id}/revisions/1`)).body).toEqual(first)
    expect((await ada.post(`/v1/articles/${id}/revisions/1/restore`)).body.featured_image.id).toBe(medium.id)
    await ada.patch(`/v1/articles/${id}`, { featured_media_id: null })
    await ada.delete(`/v1/media/${medium.id}`)
    const restored = await ada.post(`/v1/articles/${id}/revisions/1/restore`)
    expect(restored).toMatchObject({ status: 200, body: { featured_image: null } })
  })

  it('takes only a picture of the caller’s own', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const others = await picture(bob)
    const text = await upload(stack, ada, { bytes: bytesOf('some words'), content_type: 'text/plain' })
    for (const featured_media_id of [others.id, text.id, 'f'.repeat(24)]) {
      const answer = await ada.post('/v1/articles', { title: 'x', content: 'x', featured_media_id })
      expect(answer).toMatchObject({ status: 422, body: { code: 'media_not_found' } })
    }
  })

  it('shows a picture that is not ready yet with its status', async () => {
    const ada = await stack.newUser()
    const { body } = await announce(ada, { bytes: bytesOf('later'), content_type: 'image/png' })
    expect((await article(ada, body.media.id)).featured_image).toMatchObject({ status: 'awaiting_upload', url: null, variants: [] })
  })
})

describe('a comment', () => {
  it('carries media, changes them, and takes them along when it goes', async () => {
    const ada = await stack.newUser()
    const [first, second] = [await picture(ada), await picture(ada)]
    const { id } = await article(ada, first.id)
    const created = await ada.post(`/v1/articles/${id}/comments`, { content: 'Look', media_ids: [first.id, second.id, first.id] })
    expect(created.status, created.text).toBe(201)
    expect(created.body.media.map((medium: Json) => medium.id)).toEqual([first.id, second.id])
    const comment = `/v1/comments/${created.body.id}`
    expect((await ada.get(comment)).body.media).toEqual([first, second])

    const edited = await ada.patch(comment, { media_ids: [second.id] })
    expect(edited.body).toMatchObject({ content: 'Look', media: [{ id: second.id }], is_edited: true })
    expect((await ada.delete(comment)).status).toBe(204)
    await stack.settled()
    expect((await ada.get(`/v1/media/${second.id}`)).status).toBe(404)
    expect((await ada.get(`/v1/media/${first.id}`)).status).toBe(200)
  })

  it('lets its media go with the article that it is on', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const [cover, medium] = [await picture(ada), await picture(bob)]
    const { id } = await article(ada, cover.id)
    await ada.post(`/v1/articles/${id}/publish`)
    expect((await bob.post(`/v1/articles/${id}/comments`, { content: 'Hi', media_ids: [medium.id] })).status).toBe(201)
    await ada.delete(`/v1/articles/${id}`)
    await stack.settled()
    expect((await bob.get(`/v1/media/${medium.id}`)).status).toBe(404)
  })
})

it('a medium that is put on a comment while its article goes does not stay in use', async () => {
  const [ada, bob] = [await stack.newUser(), await stack.newUser()]
  const ids: string[] = []
  for (let round = 0; round < 6; round += 1) {
    const { body } = await ada.post('/v1/articles', { title: 'x', content: 'x' })
    await ada.post(`/v1/articles/${body.id}/publish`)
    const comment = await bob.post(`/v1/articles/${body.id}/comments`, { content: 'Hi' })
    const medium = await announce(bob, { bytes: bytesOf('later'), content_type: 'image/png' })
    ids.push(medium.body.media.id)
    const [deleted] = await Promise.all([
      ada.delete(`/v1/articles/${body.id}`),
      bob.patch(`/v1/comments/${comment.body.id}`, { media_ids: [medium.body.media.id] }),
    ])
    expect(deleted.status).toBe(204)
  }
  await stack.settled()
  const answers = await Promise.all(ids.map((id) => bob.delete(`/v1/media/${id}`)))
  expect(answers.every(({ status }) => status === 204 || status === 404)).toBe(true)
})

describe('a profile', () => {
  it('shows a picture once it is ready, and no longer when it is made private', async () => {
    const ada = await stack.newUser()
    const medium = await picture(ada, { purpose: 'avatar' })
    const me = await ada.patch('/v1/me', { avatar_media_id: medium.id })
    expect(me.body.avatar_url).toBe(medium.thumbnail_url)
    expect((await stack.anonymous.get(`/v1/users/${ada.id}`)).body.avatar_url).toBe(medium.thumbnail_url)

    await ada.patch(`/v1/media/${medium.id}`, { visibility: 'private' })
    await stack.settled()
    expect((await stack.anonymous.get(`/v1/users/${ada.id}`)).body.avatar_url).toBeNull()
  })

  it('takes no private picture', async () => {
    const ada = await stack.newUser()
    const medium = await picture(ada, { visibility: 'private' })
    expect(await ada.patch('/v1/me', { avatar_media_id: medium.id })).toMatchObject({ status: 422, body: { code: 'media_not_found' } })
  })
})

describe('a private medium', () => {
  it('is served by a signed link alone, to who sees what it hangs on', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const medium = await picture(ada, { visibility: 'private' })
    expect(await isServed(medium.url)).toBe(true)
    const [bare] = medium.url.split('?')
    expect((await fetch(bare)).status).toBe(403)
    expect((await bob.get(`/v1/media/${medium.id}`)).status).toBe(404)
    const { id } = await article(ada, medium.id)
    expect((await bob.get(`/v1/media/${medium.id}`)).status).toBe(404)
    await ada.post(`/v1/articles/${id}/publish`)
    expect((await bob.get(`/v1/media/${medium.id}`)).body.visibility).toBe('private')
    expect((await bob.patch(`/v1/media/${medium.id}`, { alt_text: 'mine' })).status).toBe(403)
  })

  it('leaves its public address when it becomes private, and comes back at another', async () => {
    const ada = await stack.newUser()
    const medium = await picture(ada)
    await ada.patch(`/v1/media/${medium.id}`, { visibility: 'private' })
    await stack.settled()
    expect(await isServed(medium.url)).toBe(false)
    const hidden = (await ada.get(`/v1/media/${medium.id}`)).body
    expect(await isServed(hidden.url)).toBe(true)
    await ada.patch(`/v1/media/${medium.id}`, { visibility: 'public' })
    await stack.settled()
    const shown = (await ada.get(`/v1/media/${medium.id}`)).body
    expect(await isServed(shown.url)).toBe(true)
    expect(await isServed(medium.url)).toBe(false)
  })
})
