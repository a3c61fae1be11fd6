import { ObjectId } from 'mongodb'
import { beforeAll, expect, test } from 'vitest'
import type { Actor, Caller, Json } from '../../support/actor.ts'
import { articleOf, draftOf } from '../../support/articles.ts'
import { useClockStack } from '../../support/clock-stack.ts'
import { type Stack, useStack } from '../../support/stack.ts'

let stack: Stack
let ada: Actor
let bob: Actor

beforeAll(async () => {
  stack = await useStack()
  ;[ada, bob] = await Promise.all([stack.newUser(), stack.newUser()])
})

const look = (viewer: Caller, article: Json, body: object = {}, agent = 'Reader/1.0') =>
  viewer.post(`/v1/articles/${article.id}/views`, body, { 'user-agent': agent })

async function totals(on: Stack, article: Json): Promise<{ views: number; unique_views: number }> {
  await on.settled()
  const documents = (await on.database()).db('atrium').collection('articles')
  const stored = await documents.findOne({ _id: new ObjectId(article.id as string) })
  return { views: stored?.counts.views, unique_views: stored?.counts.unique_views }
}

test('every view counts, one of each viewer as unique', async () => {
  const article = await articleOf(ada)
  for (const viewer of [bob, bob, stack.anonymous, stack.anonymous]) {
    const { status, text } = await look(viewer, article, { referrer: 'https://example.org/page' })
    expect({ status, text }).toEqual({ status: 202, text: '' })
  }
  expect(await totals(stack, article)).toEqual({ views: 4, unique_views: 2 })
  expect((await bob.get(`/v1/articles/${article.id}`)).body.views_count).toBe(4)
})

test('of many first views at once one is unique', async () => {
  const article = await articleOf(ada)
  await Promise.all(Array.from({ length: 12 }, () => look(bob, article)))
  expect(await totals(stack, article)).toEqual({ views: 12, unique_views: 1 })
})

test('owners and bots are answered, but do not count', async () => {
  const article = await articleOf(ada)
  const bot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
  for (const answer of [await look(ada, article), await look(stack.anonymous, article, {}, bot), await look(bob, article, {}, bot)]) {
    expect(answer.status).toBe(202)
  }
  expect(await totals(stack, article)).toEqual({ views: 0, unique_views: 0 })
})

test('what cannot be seen cannot be looked at', async () => {
  for (const id of [(await draftOf(ada)).id, '000000000000000000000000', 'nonsense']) {
    for (const viewer of [bob, stack.anonymous]) {
      const { status, body } = await look(viewer, { id })
      expect({ status, code: body.code }).toEqual({ status: 404, code: 'subject_not_found' })
    }
  }
})

test('neither an address nor a page is kept of someone who is not signed in', async () => {
  const article = await articleOf(ada)
  await look(stack.anonymous, article, { referrer: 'https://example.org/private?token=secret' })
  const views = (await stack.database()).db('atrium').collection('views')
  const kept = JSON.stringify(await views.findOne({ subject_id: new ObjectId(article.id as string) }))
  expect(kept).toContain('"views":1')
  for (const secret of ['127.0.0.1', 'Reader', 'private', 'token']) expect(kept).not.toContain(secret)
})

test('the next day everyone is a new viewer, under another name', async () => {
  const own = await useClockStack()
  const [author, reader] = [await own.newUser(), await own.newUser()]
  const article = await articleOf(author)
  await Promise.all([look(reader, article), look(own.anonymous, article)])
  await own.advance(24 * 3600)
  const again = await own.signIn(reader.username, reader.password)
  await Promise.all([look(again, article), look(own.anonymous, article)])
  expect(await totals(own, article)).toEqual({ views: 4, unique_views: 4 })
  const views = await (await own.database()).db('atrium').collection('views').find({ subject_id: new ObjectId(article.id as string) }).toArray()
  const strangers = views.map(({ viewer }) => viewer as string).filter((viewer) => viewer !== reader.id)
  expect(new Set(strangers).size).toBe(2)
})
