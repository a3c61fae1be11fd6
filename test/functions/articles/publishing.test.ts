import { beforeAll, describe, expect, test } from 'vitest'
import { may, publicationStatuses, transitions } from '../../../shared/contract/publication.ts'
import type { Actor, Answer, Json } from '../../support/actor.ts'
import { articleOf, draftOf } from '../../support/articles.ts'
import { type Stack, useStack } from '../../support/stack.ts'

let stack: Stack
let ada: Actor
let bob: Actor

beforeAll(async () => {
  stack = await useStack()
  ;[ada, bob] = await Promise.all([stack.newUser(), stack.newUser()])
})

const hour = 3_600_000
const later = (ms = hour) => ({ publish_at: new Date(Date.now() + ms).toISOString() })
const publish = (article: Json, body?: unknown, headers?: Record<string, string>) =>
  ada.post(`/v1/articles/${article.id}/publish`, body, headers)
const unpublish = (article: Json) => ada.post(`/v1/articles/${article.id}/unpublish`)

const acts: Record<keyof typeof transitions, (article: Json) => Promise<Answer>> = {
  publish: (article) => publish(article),
  schedule: (article) => publish(article, later()),
  unpublish,
}

const beginnings: Record<(typeof publicationStatuses)[number], () => Promise<Json>> = {
  draft: () => draftOf(ada),
  scheduled: async () => (await publish(await draftOf(ada), later())).body,
  published: () => articleOf(ada),
}

describe('an article', () => {
  const pairs = publicationStatuses.flatMap((status) => (Object.keys(acts) as (keyof typeof transitions)[]).map((act) => ({ act, status })))

  test.each(pairs)('$act from $status', async ({ act, status }) => {
    const article = await beginnings[status]()
    const to = transitions[act][status]
    expect(may(act, { status })).toBe(to !== undefined)
    const answer = await acts[act](article)
    const refused = { status: 409, code: act === 'unpublish' ? 'not_published' : 'already_published' }
    expect(answer.body).toMatchObject(to ? { status: to, is_published: to === 'published' } : refused)
    expect((await ada.get(`/v1/articles/${article.id}`)).body.status).toBe(to ?? status)
  })

  test('shows when it was or will be published, and neither as a draft', async () => {
    const article = await draftOf(ada)
    const at = later()
    expect((await publish(article, at)).body).toMatchObject({ scheduled_at: at.publish_at, published_at: null })
    expect((await publish(article)).body).toMatchObject({ scheduled_at: null, published_at: expect.any(String) })
    expect((await unpublish(article)).body).toMatchObject({ scheduled_at: null, published_at: null })
  })

  test('cannot be scheduled for the past', async () => {
    const { status, body } = await publish(await draftOf(ada), later(-1000))
    expect({ status, errors: body.errors }).toEqual({ status: 422, errors: [{ path: '/publish_at', message: 'must be in the future' }] })
  })

  test('is published by its author alone', async () => {
    const article = await articleOf(ada)
    const moderator = await stack.newUser({ role: 'moderator' })
    for (const other of [bob, moderator]) {
      expect((await other.post(`/v1/articles/${article.id}/publish`)).body.code).toBe('forbidden')
      expect((await other.post(`/v1/articles/${article.id}/unpublish`)).body.code).toBe('forbidden')
    }
  })

  test('changes its state from the version that If-Match names, and from no other', async () => {
    const article = await draftOf(ada)
    expect((await publish(article, undefined, { 'if-match': '"1-published"' })).status).toBe(412)
    const published = await publish(article, undefined, { 'if-match': '"1-draft"' })
    expect(published.headers.get('etag')).toBe('"1-published"')
    expect((await publish(article, undefined, { 'if-match': '"1-draft"' })).body.code).toBe('version_mismatch')
  })
})

describe('publishing', () => {
  test('happens once, with one event, however many ask for it at the same time', async () => {
    const author = await stack.newUser()
    const article = await draftOf(author, { tags: [author.username] })
    const answers = await Promise.all(Array.from({ length: 8 }, () => author.post(`/v1/articles/${article.id}/publish`)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array.from({ length: 7 }, () => 409)])
    await stack.settled()
    expect(await countsOf(author)).toEqual({ articles: 1, tag: 1 })
  })

  test('beside edits and withdrawals leaves counts as they must be', async () => {
    const author = await stack.newUser()
    const tags = [author.username]
    const article = await draftOf(author, { tags })
    const path = `/v1/articles/${article.id}`
    for (let round = 0; round < 4; round += 1) {
      await Promise.all([
        author.post(`${path}/publish`),
        author.patch(path, { tags: round % 2 ? tags : [] }),
        author.post(`${path}/unpublish`),
        author.patch(path, { excerpt: `${round}` }),
        author.post(`${path}/publish`),
      ])
    }
    await stack.settled()
    const { body: now } = await author.get(path)
    const published = now.status === 'published' ? 1 : 0
    expect(await countsOf(author)).toEqual({ articles: published, tag: now.tags.length * published })
  })
})

async function countsOf(author: Actor) {
  const { body: user } = await author.get(`/v1/users/${author.id}`)
  const { body: tags } = await author.get(`/v1/tags?q=${author.username}`)
  return { articles: user.articles_count, tag: tags.items[0]?.articles_count ?? 0 }
}
