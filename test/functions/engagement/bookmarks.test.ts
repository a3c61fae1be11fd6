import { ObjectId } from 'mongodb'
import { beforeAll, expect, test } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { articleOf, draftOf } from '../../support/articles.ts'
import { type Stack, useStack } from '../../support/stack.ts'

let stack: Stack
let ada: Actor

beforeAll(async () => {
  stack = await useStack()
  ada = await stack.newUser()
})

const bookmark = (article: Json) => `/v1/articles/${article.id}/bookmark`

test('what is kept is listed with what it is, the latest first, until it is let go', async () => {
  const bob = await stack.newUser()
  const [first, second] = [await articleOf(ada), await articleOf(ada)]
  const kept = await bob.put(bookmark(first))
  expect(kept.status).toBe(200)
  expect(kept.body).toMatchObject({ subject_type: 'articles', subject_id: first.id, subject: { title: first.title, bookmarked: true } })
  await bob.put(bookmark(second))
  expect((await bob.put(bookmark(first))).body.bookmarked_at).toBe(kept.body.bookmarked_at)

  const kinds = ['', '&subject_type=articles']
  for (const kind of kinds) {
    const items = await bob.all(`/v1/me/bookmarks?limit=1${kind}`)
    expect(items.map(({ subject }) => subject.id)).toEqual([second.id, first.id])
  }
  expect((await ada.get('/v1/me/bookmarks')).body.items).toEqual([])

  for (let time = 0; time < 2; time += 1) expect((await bob.delete(bookmark(first))).status).toBe(204)
  expect((await bob.all('/v1/me/bookmarks')).map(({ subject_id }) => subject_id)).toEqual([second.id])
})

test('what may no longer be seen is left out, and its bookmark can be taken back', async () => {
  const bob = await stack.newUser()
  const [hidden, gone, open] = [await articleOf(ada), await articleOf(ada), await articleOf(ada)]
  for (const article of [hidden, gone, open]) await bob.put(bookmark(article))
  await ada.post(`/v1/articles/${hidden.id}/unpublish`)
  await ada.delete(`/v1/articles/${gone.id}`)
  expect((await bob.all('/v1/me/bookmarks?limit=2')).map(({ subject_id }) => subject_id)).toEqual([open.id])
  for (const article of [hidden, gone]) expect((await bob.delete(bookmark(article))).status).toBe(204)
  await ada.post(`/v1/articles/${hidden.id}/publish`)
  expect((await bob.get(`/v1/articles/${hidden.id}`)).body.bookmarked).toBe(false)
})

test('a page ends where an answer would be too large, and the rest follows', async () => {
  const bob = await stack.newUser()
  const kept: string[] = []
  const documents = (await stack.database()).db('atrium').collection('articles')
  for (let at = 0; at < 4; at += 1) {
    const { id } = await articleOf(ada)
    await documents.updateOne({ _id: new ObjectId(id as string) }, { $set: { content_html: 'x'.repeat(2_000_000) } })
    await bob.put(`/v1/articles/${id}/bookmark`)
    kept.unshift(id)
  }
  const first = (await bob.get('/v1/me/bookmarks')).body
  expect(first.items.map(({ subject_id }: Json) => subject_id)).toEqual(kept.slice(0, 2))
  const second = (await bob.get(`/v1/me/bookmarks?cursor=${first.next_cursor}`)).body
  expect(second.items.map(({ subject_id }: Json) => subject_id)).toEqual(kept.slice(2))
  expect(second.next_cursor).toBeNull()
})

test('sixteen times at once keeps it once', async () => {
  const bob = await stack.newUser()
  const article = await articleOf(ada)
  const answers = await Promise.all(Array.from({ length: 16 }, () => bob.put(bookmark(article))))
  expect(new Set(answers.map(({ body }) => body.bookmarked_at)).size).toBe(1)
  expect((await bob.get('/v1/me/bookmarks')).body.items).toHaveLength(1)
})

test('what one may not see cannot be kept', async () => {
  const bob = await stack.newUser()
  const draft = await draftOf(ada)
  expect((await bob.put(bookmark(draft))).body).toMatchObject({ status: 404, code: 'subject_not_found' })
  expect((await stack.anonymous.put(bookmark(draft))).status).toBe(401)
  expect((await bob.get('/v1/me/bookmarks?subject_type=drafts')).status).toBe(422)
})
