import { beforeAll, expect, test } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { articleOf, draftOf } from '../../support/articles.ts'
import { type Stack, useStack } from '../../support/stack.ts'

let stack: Stack
let ada: Actor
let bob: Actor

beforeAll(async () => {
  stack = await useStack()
  ;[ada, bob] = await Promise.all([stack.newUser(), stack.newUser()])
})

const shares = (article: Json) => `/v1/articles/${article.id}/shares`

test('each share counts, and its owner alone sees who shared', async () => {
  const article = await articleOf(ada)
  const first = await bob.post(shares(article), { platform: 'telegram' })
  expect(first.status).toBe(201)
  expect(first.body).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{24}$/),
    subject_type: 'articles',
    subject_id: article.id,
    user_id: bob.id,
    user: { id: bob.id, username: bob.username, full_name: null, avatar_url: null },
    platform: 'telegram',
    shared_at: expect.stringMatching(/Z$/),
  })
  await bob.post(shares(article), { platform: 'link' })
  await ada.post(shares(article), { platform: 'link' })

  expect((await ada.all(`${shares(article)}?limit=2`)).map(({ user_id, platform }) => [user_id, platform])).toEqual([
    [ada.id, 'link'],
    [bob.id, 'link'],
    [bob.id, 'telegram'],
  ])
  for (const stranger of [bob, await stack.newUser({ role: 'moderator' })]) {
    const { status, body } = await stranger.get(shares(article))
    expect({ status, code: body.code }).toEqual({ status: 403, code: 'forbidden' })
  }
  await stack.settled()
  expect((await bob.get(`/v1/articles/${article.id}`)).body.shares_count).toBe(3)
})

test('only what one sees is shared, and only where sharing is known', async () => {
  const draft = await draftOf(ada)
  expect((await bob.post(shares(draft), { platform: 'link' })).body).toMatchObject({ status: 404, code: 'subject_not_found' })
  expect((await bob.get(shares(draft))).status).toBe(404)
  expect((await bob.post(shares(await articleOf(ada)), { platform: 'pigeon' })).status).toBe(422)
})
