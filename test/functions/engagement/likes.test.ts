import { ObjectId } from 'mongodb'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { articleOf, commentBy, draftOf } from '../../support/articles.ts'
import { type Stack, useStack } from '../../support/stack.ts'

let stack: Stack
let ada: Actor
let bob: Actor
let article: Json

beforeAll(async () => {
  stack = await useStack()
  ;[ada, bob] = await Promise.all([stack.newUser(), stack.newUser()])
})

const like = (subject: Json) => `/v1/articles/${subject.id}/like`

test('a like counts once however often it is given, and is gone however often it is taken back', async () => {
  article = await articleOf(ada)
  const steps = ['put', 'put', 'delete', 'delete', 'put', 'delete', 'put'] as const
  for (const step of steps) {
    const { status, body } = await bob[step](like(article))
    expect({ status, body }).toEqual({ status: 200, body: { liked: step === 'put', likes_count: step === 'put' ? 1 : 0 } })
  }
  await stack.settled()
  expect((await bob.get(`/v1/articles/${article.id}`)).body).toMatchObject({ liked: true, likes_count: 1 })
  expect((await ada.get(`/v1/articles/${article.id}`)).body).toMatchObject({ liked: false, likes_count: 1 })
  expect((await bob.put(like(article))).body).toEqual({ liked: true, likes_count: 1 })
})

test('an answer holds the acts of others, too', async () => {
  const subject = await articleOf(ada)
  expect((await ada.put(like(subject))).body.likes_count).toBe(1)
  expect((await bob.put(like(subject))).body.likes_count).toBe(2)
  expect((await ada.delete(like(subject))).body.likes_count).toBe(1)
})

test('beyond what is counted one by one, the counter and what it does not hold yet are added up', async () => {
  const subject = await articleOf(ada)
  const subject_id = new ObjectId(subject.id as string)
  const others = Array.from({ length: 250 }, () => ({
    _id: new ObjectId(),
    subject_type: 'articles',
    subject_id,
    user_id: new ObjectId(),
    owner_id: new ObjectId(ada.id),
    at: new Date(),
  }))
  const database = (await stack.database()).db('atrium')
  await database.collection('likes').insertMany(others)
  await database.collection('articles').updateOne({ _id: subject_id }, { $set: { 'counts.likes': others.length } })

  const [given, takenBack] = [{ liked: true, likes_count: 251 }, { liked: false, likes_count: 250 }]
  const steps = [['put', given], ['delete', takenBack], ['put', given], ['put', given], ['delete', takenBack], ['delete', takenBack]] as const
  for (const [step, answer] of steps) {
    expect((await bob[step](like(subject))).body).toEqual(answer)
    await stack.settled()
  }
})

test('of many likes and unlikes of one person at once the last state and the counts agree', async () => {
  const subject = await articleOf(ada)
  const answers = await Promise.all(Array.from({ length: 16 }, (_, at) => (at % 2 === 0 ? bob.put(like(subject)) : bob.delete(like(subject)))))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  await stack.settled()
  const [read, likes] = await Promise.all([bob.get(`/v1/articles/${subject.id}`), bob.all(`/v1/articles/${subject.id}/likes`)])
  expect(likes.length).toBeLessThanOrEqual(1)
  expect(read.body).toMatchObject({ liked: likes.length === 1, likes_count: likes.length })
})

test('sixteen likes of one person at once are one like', async () => {
  const subject = await articleOf(ada)
  const answers = await Promise.all(Array.from({ length: 16 }, () => bob.put(like(subject))))
  for (const { body } of answers) expect(body).toEqual({ liked: true, likes_count: 1 })
  await stack.settled()
  expect((await bob.get(`/v1/articles/${subject.id}`)).body.likes_count).toBe(1)
})

test('likes under the same Idempotency-Key at once are one like', async () => {
  const subject = await articleOf(ada)
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => bob.put(like(subject), undefined, { 'idempotency-key': `like ${subject.id}` })),
  )
  const outcomes = answers.map(({ status, body }) => (status === 200 ? body : body.code))
  for (const outcome of outcomes) expect([{ liked: true, likes_count: 1 }, 'request_in_progress']).toContainEqual(outcome)
  await stack.settled()
  expect((await bob.get(`/v1/articles/${subject.id}`)).body.likes_count).toBe(1)
})

test('who likes something is listed, the latest first, page by page', async () => {
  const subject = await articleOf(ada)
  const people = await Promise.all([stack.newUser(), stack.newUser(), stack.newUser()])
  for (const person of people) await person.put(like(subject))
  const items = await stack.anonymous.all(`/v1/articles/${subject.id}/likes?limit=2`)
  expect(items.map(({ user }) => user.username)).toEqual(people.map(({ username }) => username).toReversed())
  expect(items[0]).toEqual({
    user: { id: people[2]?.id, username: people[2]?.username, full_name: null, avatar_url: null },
    liked_at: expect.stringMatching(/Z$/),
  })
})

test('a comment is liked as anything else', async () => {
  const subject = await articleOf(ada)
  const comment = await commentBy(ada, subject)
  expect((await bob.put(`/v1/comments/${comment.id}/like`)).body).toEqual({ liked: true, likes_count: 1 })
  await stack.settled()
  expect((await bob.get(`/v1/comments/${comment.id}`)).body).toMatchObject({ liked: true, likes_count: 1 })
  expect((await ada.get(`/v1/comments/${comment.id}`)).body).toMatchObject({ liked: false, likes_count: 1 })
  expect((await stack.anonymous.get(`/v1/comments/${comment.id}/likes`)).body.items).toHaveLength(1)
})

describe('what one may not see', () => {
  test.each(['000000000000000000000000', 'nonsense', 'draft', 'comment on a draft'])('%s cannot be liked, nor its likes listed', async (which) => {
    const draft = await draftOf(ada)
    const own = await commentBy(ada, draft)
    const path =
      which === 'comment on a draft' ? `/v1/comments/${own.id}` : `/v1/articles/${which === 'draft' ? draft.id : which}`
    const answers = [await bob.put(`${path}/like`), await bob.get(`${path}/likes`), await stack.anonymous.get(`${path}/likes`)]
    for (const { status, body } of answers) expect({ status, code: body.code }).toEqual({ status: 404, code: 'subject_not_found' })
  })

  test('a like of what is gone is taken back as if it were there', async () => {
    const subject = await articleOf(ada)
    await bob.put(like(subject))
    await ada.delete(`/v1/articles/${subject.id}`)
    for (const id of [subject.id, '000000000000000000000000', (await draftOf(ada)).id]) {
      const { status, body } = await bob.delete(`/v1/articles/${id}/like`)
      expect({ status, body }).toEqual({ status: 200, body: { liked: false, likes_count: 0 } })
    }
  })

  test('a like of what is hidden meanwhile stays to be taken back, and says nothing of the others', async () => {
    const subject = await articleOf(ada)
    await Promise.all([bob.put(like(subject)), ada.put(like(subject))])
    await ada.post(`/v1/articles/${subject.id}/unpublish`)
    expect((await bob.put(like(subject))).status).toBe(404)
    expect((await bob.delete(like(subject))).body).toEqual({ liked: false, likes_count: 0 })
    expect((await ada.get(`/v1/articles/${subject.id}/likes`)).body.items).toHaveLength(1)
  })
})

test('nobody likes anything without signing in', async () => {
  const subject = await articleOf(ada)
  expect((await stack.anonymous.put(like(subject))).status).toBe(401)
})

test('what cannot be liked has no such path', async () => {
  expect((await bob.put(`/v1/bookmarks/${bob.id}/like`)).status).toBe(404)
})
