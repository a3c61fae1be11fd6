import { beforeAll, expect, test } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { articleOf, commentBy } from '../../support/articles.ts'
import { type Stack, useStack } from '../../support/stack.ts'

let stack: Stack
let ada: Actor
let bob: Actor
let carol: Actor

beforeAll(async () => {
  stack = await useStack()
  ;[ada, bob, carol] = await Promise.all([stack.newUser(), stack.newUser(), stack.newUser()])
})

const comments = async (article: Json): Promise<Json[]> => carol.all(`/v1/articles/${article.id}/comments?limit=2`)
const read = (comment: Json) => carol.get(`/v1/comments/${comment.id}`)
const remove = (actor: Actor, comment: Json) => actor.delete(`/v1/comments/${comment.id}`)

test('a comment without answers is gone when it is deleted, and cannot be deleted again', async () => {
  const article = await articleOf(ada)
  const comment = await commentBy(bob, article)
  expect((await remove(bob, comment)).status).toBe(204)
  expect((await remove(bob, comment)).status).toBe(404)
  expect((await read(comment)).body).toMatchObject({ status: 404, code: 'comment_not_found' })
  expect((await carol.get(`/v1/comments/${comment.id}/replies`)).status).toBe(404)
  expect(await comments(article)).toEqual([])
  expect((await carol.put(`/v1/comments/${comment.id}/like`)).status).toBe(404)
  await stack.settled()
  expect((await carol.get(`/v1/articles/${article.id}`)).body.comments_count).toBe(0)
})

test('one with answers keeps its place, without its text and its author', async () => {
  const article = await articleOf(ada)
  const top = await commentBy(bob, article, `secret @${carol.username}`)
  const reply = await commentBy(carol, article, 'reply', top.id)
  await remove(bob, top)

  const place = { id: top.id, is_deleted: true, content: null, user: null, user_id: null, mentions: [], media: [] }
  expect((await read(top)).body).toMatchObject(place)
  expect(await comments(article)).toEqual([expect.objectContaining({ ...place, replies: [expect.objectContaining({ id: reply.id })] })])
  expect((await bob.patch(`/v1/comments/${top.id}`, { content: 'back' })).status).toBe(404)
  expect((await remove(bob, top)).status).toBe(404)
  expect((await carol.put(`/v1/comments/${top.id}/like`)).status).toBe(404)

  await remove(carol, reply)
  expect((await read(top)).status).toBe(404)
  expect(await comments(article)).toEqual([])
  await stack.settled()
  expect((await carol.get(`/v1/articles/${article.id}`)).body.comments_count).toBe(0)
})

test('a deleted reply keeps its place in the thread as long as it is answered', async () => {
  const article = await articleOf(ada)
  const top = await commentBy(bob, article, 'top')
  const reply = await commentBy(bob, article, 'reply', top.id)
  const nested = await commentBy(carol, article, 'nested', reply.id)
  await remove(bob, reply)

  const thread = async () => (await carol.all(`/v1/comments/${top.id}/replies?limit=1`)).map(({ content }) => content)
  const shown = async () => (await comments(article))[0].replies.map(({ content }: Json) => content)
  expect(await thread()).toEqual([null, 'nested'])
  expect(await shown()).toEqual([null, 'nested'])
  await stack.settled()
  expect((await read(top)).body.replies_count).toBe(0)
  expect((await read(reply)).body).toMatchObject({ is_deleted: true, replies_count: 1 })

  await remove(carol, nested)
  expect(await thread()).toEqual([])
  expect(await shown()).toEqual([])
})

test('pages are full although deleted comments lie between', async () => {
  const article = await articleOf(ada)
  const written: Json[] = []
  for (let at = 0; at < 8; at += 1) written.push(await commentBy(bob, article, `comment ${at}`))
  for (const comment of written.slice(1, 6)) await remove(bob, comment)
  const { body } = await carol.get(`/v1/articles/${article.id}/comments?limit=3`)
  expect(body.items.map(({ id }: Json) => id)).toEqual([written[0].id, written[6].id, written[7].id])
  expect(body.next_cursor).toBeNull()
})

test('its author, the owner of what it is on and a moderator delete a comment; nobody else does', async () => {
  const article = await articleOf(ada)
  const [moderator, admin, instructor] = await Promise.all([
    stack.newUser({ role: 'moderator' }),
    stack.newUser({ role: 'admin' }),
    stack.newUser({ role: 'instructor' }),
  ])
  for (const actor of [bob, ada, moderator, admin]) {
    const comment = await commentBy(bob, article)
    for (const stranger of [carol, instructor]) {
      const { status, body } = await remove(stranger, comment)
      expect({ status, code: body.code }).toEqual({ status: 403, code: 'forbidden' })
    }
    expect((await remove(actor, comment)).status).toBe(204)
  }
})

test('of many who delete a comment at once one does, and it counts once', async () => {
  const article = await articleOf(ada)
  await commentBy(bob, article, 'stays')
  const comment = await commentBy(bob, article)
  const answers = await Promise.all(Array.from({ length: 12 }, (_, at) => remove(at % 2 === 0 ? ada : bob, comment)))
  const statuses = answers.map(({ status }) => status).toSorted()
  expect(statuses).toEqual([204, ...Array.from({ length: 11 }, () => 404)])
  await stack.settled()
  expect((await carol.get(`/v1/articles/${article.id}`)).body.comments_count).toBe(1)
})
