import { beforeAll, describe, expect, test } from 'vitest'
import type { Actor, Caller, Json } from '../../support/actor.ts'
import { articleOf, draftOf } from '../../support/articles.ts'
import { freshName } from '../../support/names.ts'
import { type Stack, useStack } from '../../support/stack.ts'
import { follow, idsOf, postBy } from '../posts/posts.ts'

let stack: Stack
let people: Actor[]

beforeAll(async () => {
  stack = await useStack()
  people = await Promise.all(Array.from({ length: 4 }, () => stack.newUser()))
})

const rank = async () => {
  await stack.settled()
  const ran = await stack.runSchedule('rank-trends')
  expect(ran.status, ran.text).toBe(200)
}

/** Those of `things` that a list shows, in its order. */
async function among(things: readonly Json[], path: string, caller: Caller = stack.anonymous): Promise<string[]> {
  const ids = new Set(idsOf(things))
  return idsOf(await caller.all(`${path}?limit=100`)).filter((id) => ids.has(id))
}

const like = (path: string, thing: Json, by: readonly Actor[]) => Promise.all(by.map((actor) => actor.put(`/v1/${path}/${thing.id}/like`)))

describe('trending articles', () => {
  test('are those to which most was done of late, no author on top with all they wrote', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const [first, second] = [await articleOf(ada), await articleOf(ada)]
    const [bobs, silent] = [await articleOf(bob), await articleOf(bob)]
    await like('articles', first, people)
    await like('articles', second, people.slice(0, 3))
    await like('articles', bobs, people.slice(0, 2))
    await rank()
    expect(await among([first, second, bobs, silent], '/v1/articles/trending')).toEqual(idsOf([first, bobs, second]))
  })

  test('are left out where they may not be seen, and pages stay full', async () => {
    const [ada, bob, reader] = [await stack.newUser(), await stack.newUser(), await stack.newUser()]
    const [kept, withdrawn, blocked] = [await articleOf(ada), await articleOf(ada), await articleOf(bob)]
    for (const article of [kept, withdrawn, blocked]) await like('articles', article, people)
    await rank()
    await ada.post(`/v1/articles/${withdrawn.id}/unpublish`)
    await bob.put(`/v1/users/${reader.id}/block`)
    const all = [kept, withdrawn, blocked]
    expect(new Set(await among(all, '/v1/articles/trending'))).toEqual(new Set(idsOf([kept, blocked])))
    for (const caller of [ada, reader]) expect(await among([withdrawn], '/v1/articles/trending', caller)).toEqual([])
    expect(await among(all, '/v1/articles/trending', reader)).toEqual([kept.id])
    const { body } = await reader.get('/v1/articles/trending?limit=1')
    expect(body.items).toHaveLength(1)
  })

  test('are read on in the ranking in which the first page was', async () => {
    const authors = await Promise.all([stack.newUser(), stack.newUser(), stack.newUser()])
    const articles = await Promise.all(authors.map((author) => articleOf(author)))
    for (const [index, article] of articles.entries()) await like('articles', article, people.slice(index))
    await rank()
    const before = await stack.anonymous.all('/v1/articles/trending?limit=2')
    const seen: string[] = []
    let cursor: string | null = null
    for (let page = 0; page === 0 || cursor !== null; page += 1) {
      const { body }: Json = await stack.anonymous.get(`/v1/articles/trending?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`)
      seen.push(...idsOf(body.items))
      cursor = body.next_cursor
      if (page > 0) continue
      await like('articles', articles[2], people)
      await rank()
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.filter((id) => idsOf(articles).includes(id))).toEqual(idsOf(before).filter((id) => idsOf(articles).includes(id)))
    expect((await stack.anonymous.get('/v1/tags/trending?cursor=x')).body.code).toBe('invalid_cursor')
  })

  test('stand beside articles that are called by their ids', async () => {
    const draft = await draftOf(people[0] as Actor)
    expect((await stack.anonymous.get(`/v1/articles/${draft.id}`)).status).toBe(404)
    expect((await stack.anonymous.get('/v1/articles/trending')).body).toMatchObject({ items: expect.any(Array) })
    expect((await stack.anonymous.get('/v1/articles/trending?sort=x')).status).toBe(422)
  })
})

test('trending tags are those of trending articles, each author counted once', async () => {
  const [shared, alone, lost] = [freshName('shared'), freshName('alone'), freshName('lost')]
  const [ada, bob, cy] = [await stack.newUser(), await stack.newUser(), await stack.newUser()]
  const articles = [
    await articleOf(bob, { tags: [shared] }),
    await articleOf(cy, { tags: [shared] }),
    await articleOf(ada, { tags: [alone] }),
    await articleOf(ada, { tags: [alone] }),
    await articleOf(ada, { tags: [alone] }),
  ]
  const gone = await articleOf(bob, { tags: [lost] })
  for (const article of [...articles, gone]) await like('articles', article, people)
  await rank()
  await bob.delete(`/v1/articles/${gone.id}`)
  await stack.settled()
  const tags = await stack.anonymous.all('/v1/tags/trending?limit=100')
  expect(tags.filter(({ name }) => [shared, alone, lost].includes(name)).map(({ name, articles_count }) => [name, articles_count])).toEqual([
    [shared, 2],
    [alone, 3],
  ])
})

describe('what there is to explore', () => {
  test('are public posts of public accounts, the most liked of the new ones first', async () => {
    const [ada, bob, hidden] = [await stack.newUser(), await stack.newUser(), await stack.newUser()]
    const [liked, fresh] = [await postBy(ada), await postBy(bob)]
    const forFriends = await postBy(ada, { visibility: 'followers' })
    const turned = await postBy(hidden)
    await follow(people[0] as Actor, ada)
    await follow(people[0] as Actor, hidden)
    for (const post of [liked, turned]) await like('posts', post, people)
    await like('posts', forFriends, people.slice(0, 1))
    await rank()
    const all = [liked, fresh, forFriends, turned]
    expect(await among(all, '/v1/explore')).toEqual(idsOf([turned, liked, fresh]))
    await hidden.patch('/v1/me', { is_private: true })
    for (const caller of [stack.anonymous, people[0] as Actor, hidden]) {
      expect(await among(all, '/v1/explore', caller)).toEqual(idsOf([liked, fresh]))
    }
  })

  test('are no posts of people whom one mutes or whom a block hides', async () => {
    const [ada, bob, reader] = [await stack.newUser(), await stack.newUser(), await stack.newUser()]
    const posts = [await postBy(ada), await postBy(bob)]
    await rank()
    await reader.put(`/v1/users/${ada.id}/mute`)
    await bob.put(`/v1/users/${reader.id}/block`)
    expect(await among(posts, '/v1/explore', reader)).toEqual([])
    expect(new Set(await among(posts, '/v1/explore'))).toEqual(new Set(idsOf(posts)))
  })
})
