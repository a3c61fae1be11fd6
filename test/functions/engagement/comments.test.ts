import { ObjectId } from 'mongodb'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { articleOf, commentBy, draftOf } from '../../support/articles.ts'
import { type Stack, useStack } from '../../support/stack.ts'

let stack: Stack
let ada: Actor
let bob: Actor
let moderator: Actor

beforeAll(async () => {
  stack = await useStack()
  ;[ada, bob, moderator] = await Promise.all([stack.newUser(), stack.newUser({ full_name: 'Bob' }), stack.newUser({ role: 'moderator' })])
})

const on = (article: Json) => `/v1/articles/${article.id}/comments`
const contents = (items: Json[]) => items.map(({ content }) => content)

test('a comment says who wrote it and what it is on', async () => {
  const article = await articleOf(ada)
  const { status, body } = await bob.post(on(article), { content: 'Hello', media_ids: [] })
  expect(status).toBe(201)
  expect(body).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{24}$/),
    subject_type: 'articles',
    subject_id: article.id,
    parent_id: null,
    thread_id: null,
    user_id: bob.id,
    user: { id: bob.id, username: bob.username, full_name: 'Bob', avatar_url: null },
    content: 'Hello',
    media: [],
    mentions: [],
    likes_count: 0,
    replies_count: 0,
    liked: false,
    is_edited: false,
    is_deleted: false,
    created_at: expect.any(String),
    updated_at: body.created_at,
  })
  expect((await stack.anonymous.get(`/v1/comments/${body.id}`)).body).toEqual(body)
})

test('top-level comments come with the oldest three replies of their threads', async () => {
  const article = await articleOf(ada)
  const first = await commentBy(ada, article, 'first')
  await commentBy(bob, article, 'second')
  const reply = await commentBy(bob, article, 'r1', first.id)
  const nested = await commentBy(ada, article, 'r2', reply.id)
  for (const content of ['r3', 'r4']) await commentBy(ada, article, content, first.id)
  expect(nested).toMatchObject({ parent_id: reply.id, thread_id: first.id })

  await stack.settled()
  const { body } = await stack.anonymous.get(on(article))
  expect(contents(body.items)).toEqual(['first', 'second'])
  expect(body.items[0].replies_count).toBe(3)
  expect(contents(body.items[0].replies)).toEqual(['r1', 'r2', 'r3'])
  expect(body.items[0].replies[0]).toMatchObject({ user: { username: bob.username }, replies_count: 1 })
  expect(body.items[1]).toMatchObject({ replies: [], replies_count: 0 })
  expect(contents(await bob.all(`/v1/comments/${first.id}/replies?limit=2`))).toEqual(['r1', 'r2', 'r3', 'r4'])
  expect(contents(await bob.all(`/v1/comments/${first.id}/replies?limit=3&sort=newest`))).toEqual(['r4', 'r3', 'r2', 'r1'])
  expect(contents(await bob.all(`/v1/comments/${reply.id}/replies`))).toEqual(['r2'])
  expect((await ada.get(`/v1/articles/${article.id}`)).body.comments_count).toBe(6)
})

test.each(['oldest', 'newest'])('the %s come first, and none is missed or repeated while others are written', async (sort) => {
  const article = await articleOf(ada)
  const written: string[] = []
  for (let at = 0; at < 9; at += 1) written.push((await commentBy(bob, article, `comment ${at}`)).id)
  const seen: string[] = []
  let cursor: string | null = null
  do {
    const { body }: Json = await ada.get(`${on(article)}?limit=2&sort=${sort}${cursor === null ? '' : `&cursor=${cursor}`}`)
    seen.push(...body.items.map(({ id }: Json) => id))
    cursor = body.next_cursor
    await commentBy(bob, article, 'meanwhile')
  } while (cursor !== null && seen.length < 30)
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen.filter((id) => written.includes(id))).toEqual(sort === 'oldest' ? written : written.toReversed())
})

test('however long the comments, a page is one that can be answered', async () => {
  const article = await articleOf(ada)
  const { id: thread } = await commentBy(bob, article)
  const comments = (await stack.database()).db('atrium').collection('comments')
  const stored = await comments.findOne({ _id: new ObjectId(thread as string) }, { projection: { outbox: 0 } })
  const copies = Array.from({ length: 60 }, () => ({ ...stored, _id: new ObjectId(), content: 'x'.repeat(100_000) }))
  await comments.insertMany(copies)
  const readAll = async (path: string, length: number) => {
    expect((await ada.get(`${path}?limit=100`)).body.items.length).toBeLessThan(length)
    expect(await ada.all(`${path}?limit=100`)).toHaveLength(length)
  }
  await readAll(on(article), 61)
  await comments.updateMany({ _id: { $in: copies.map(({ _id }) => _id) } }, { $set: { thread_id: stored?._id } })
  await readAll(`/v1/comments/${thread}/replies`, 60)
})

test('a cursor is good for its own list and order alone', async () => {
  const article = await articleOf(ada)
  for (const content of ['a', 'b', 'c']) await commentBy(bob, article, content)
  const { next_cursor } = (await ada.get(`${on(article)}?limit=1`)).body
  const { status, body } = await ada.get(`${on(article)}?limit=1&sort=newest&cursor=${next_cursor}`)
  expect({ status, code: body.code }).toEqual({ status: 400, code: 'invalid_cursor' })
})

test('who is mentioned is named, whatever the case, and stays so under a new name', async () => {
  const article = await articleOf(ada)
  const carol = await stack.newUser()
  const created = await commentBy(bob, article, `@${carol.username.toUpperCase()} and @${ada.username} but not @nobody_of_that_name`)
  expect(created.mentions.map(({ id }: Json) => id).toSorted()).toEqual([ada.id, carol.id].toSorted())
  const renamed = `${carol.username}_2`
  await carol.patch('/v1/me', { username: renamed })
  const { mentions } = (await ada.get(`/v1/comments/${created.id}`)).body
  expect(mentions.map(({ username }: Json) => username).toSorted()).toEqual([ada.username, renamed].toSorted())
})

describe('an edit', () => {
  test('is shown, and is the author’s alone', async () => {
    const article = await articleOf(ada)
    const comment = await commentBy(bob, article, `Hello @${ada.username}`)
    for (const other of [ada, moderator]) {
      const { status, body } = await other.patch(`/v1/comments/${comment.id}`, { content: 'Mine' })
      expect({ status, code: body.code }).toEqual({ status: 403, code: 'forbidden' })
    }
    const { status, body } = await bob.patch(`/v1/comments/${comment.id}`, { content: 'Changed' })
    expect({ status, body }).toMatchObject({ status: 200, body: { content: 'Changed', is_edited: true, mentions: [] } })
    expect(body.updated_at > body.created_at).toBe(true)
  })

  test('without a change changes nothing', async () => {
    const comment = await commentBy(bob, await articleOf(ada))
    for (const change of [{}, { content: comment.content }]) {
      expect((await bob.patch(`/v1/comments/${comment.id}`, change)).body).toEqual(comment)
    }
  })

  test('of several at once wins or is told that another was faster', async () => {
    const comment = await commentBy(bob, await articleOf(ada))
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, at) => bob.patch(`/v1/comments/${comment.id}`, { content: `version ${at}` })),
    )
    for (const { status, body } of answers) expect([200, 409]).toContain(status === 409 && body.code !== 'edited_meanwhile' ? 0 : status)
    const { content } = (await bob.get(`/v1/comments/${comment.id}`)).body
    expect(answers.filter(({ status }) => status === 200).map(({ body }) => body.content)).toContain(content)
  })
})

describe('what is refused', () => {
  const missing = '000000000000000000000000'

  test.each([
    ['no content', {}, 'validation_failed'],
    ['white space', { content: ' \n' }, 'validation_failed'],
    ['too long a text', { content: 'x'.repeat(5001) }, 'validation_failed'],
    ['a field that is not there', { content: 'x', text: 'x' }, 'validation_failed'],
    ['an unpaired surrogate', { content: 'x\ud800' }, 'validation_failed'],
    ['an answer to nothing', { content: 'x', parent_id: missing }, 'parent_not_found'],
    ['media that are not there', { content: 'x', media_ids: [missing] }, 'media_not_found'],
  ])('%s', async (_, body, code) => {
    const answer = await bob.post(on(await articleOf(ada)), body)
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 422, code })
  })

  test('an answer to a comment on something else, or to a deleted one', async () => {
    const [article, other] = [await articleOf(ada), await articleOf(ada)]
    const elsewhere = await commentBy(bob, other)
    const deleted = await commentBy(bob, article)
    await bob.delete(`/v1/comments/${deleted.id}`)
    for (const { id } of [elsewhere, deleted]) {
      const { status, body } = await bob.post(on(article), { content: 'x', parent_id: id })
      expect({ status, code: body.code }).toEqual({ status: 422, code: 'parent_not_found' })
    }
  })

  test('everything about a draft, for all but its author', async () => {
    const draft = await draftOf(ada)
    const comment = await commentBy(ada, draft)
    for (const stranger of [bob, moderator, stack.anonymous]) {
      const reads = [on(draft), `/v1/comments/${comment.id}`, `/v1/comments/${comment.id}/replies`].map((path) => stranger.get(path))
      const writes =
        stranger === stack.anonymous
          ? []
          : [
              stranger.post(on(draft), { content: 'x' }),
              stranger.patch(`/v1/comments/${comment.id}`, { content: 'x' }),
              stranger.delete(`/v1/comments/${comment.id}`),
            ]
      for (const { status } of await Promise.all([...reads, ...writes])) expect(status).toBe(404)
    }
    expect((await ada.get(`/v1/comments/${comment.id}`)).status).toBe(200)
  })

  test('comments on what was hidden since', async () => {
    const article = await articleOf(ada)
    const comment = await commentBy(bob, article)
    await ada.post(`/v1/articles/${article.id}/unpublish`)
    expect((await bob.get(`/v1/comments/${comment.id}`)).status).toBe(404)
    expect((await bob.delete(`/v1/comments/${comment.id}`)).status).toBe(404)
  })
})

test('a comment asked for twice under one Idempotency-Key is written once', async () => {
  const article = await articleOf(ada)
  const key = { 'idempotency-key': `comment ${article.id}` }
  const first = await bob.post(on(article), { content: 'Once' }, key)
  const again = await bob.post(on(article), { content: 'Once' }, key)
  expect(again.headers.get('idempotent-replayed')).toBe('true')
  expect(again.body).toEqual(first.body)
  expect((await ada.get(on(article))).body.items).toHaveLength(1)
})
