import * as fc from 'fast-check'
import { ObjectId } from 'mongodb'
import { beforeAll, describe, expect, test } from 'vitest'
import { actsOf } from '../../../functions/analytics/counting.ts'
import { gather } from '../../../functions/analytics/gather.ts'
import { articlePublished, articleRetagged, articleUnpublished } from '../../../functions/articles/events.ts'
import type { Actor, Json } from '../../support/actor.ts'
import { articleOf, draftOf } from '../../support/articles.ts'
import { freshName } from '../../support/names.ts'
import { type Stack, useStack } from '../../support/stack.ts'

let stack: Stack
let moderator: Actor
let ada: Actor

beforeAll(async () => {
  stack = await useStack()
  ;[moderator, ada] = await Promise.all([stack.newUser({ role: 'moderator' }), stack.newUser()])
})

async function newCategory(parent?: Json): Promise<Json> {
  const created = await moderator.post('/v1/categories', { name: freshName('Category '), parent_id: parent?.id ?? null })
  expect(created.status, created.text).toBe(201)
  return created.body
}

const move = (category: Json, parent: Json) => moderator.patch(`/v1/categories/${category.id}`, { parent_id: parent.id })
const categoryNow = async ({ id }: Json) => (await stack.anonymous.all('/v1/categories?limit=100')).find((category) => category.id === id)
const tagNow = async (name: string) => (await stack.anonymous.get(`/v1/tags?q=${name}`)).body.items

describe('categories', () => {
  test('are made, renamed and removed by moderators alone', async () => {
    const category = await newCategory()
    expect(category.slug).toBe(category.name.toLowerCase().replaceAll(/[ _]+/g, '-'))
    expect(category).toMatchObject({ description: null, parent_id: null, articles_count: 0 })
    expect((await ada.post('/v1/categories', { name: 'x' })).status).toBe(403)
    expect((await ada.patch(`/v1/categories/${category.id}`, { name: 'x' })).status).toBe(403)
    expect((await ada.delete(`/v1/categories/${category.id}`)).status).toBe(403)

    const name = freshName('Renamed ')
    const { body } = await moderator.patch(`/v1/categories/${category.id}`, { name, description: 'All of it.' })
    expect(body).toMatchObject({ name, slug: name.toLowerCase().replaceAll(/[ _]+/g, '-'), description: 'All of it.' })
    expect((await moderator.delete(`/v1/categories/${category.id}`)).status).toBe(204)
    expect((await moderator.delete(`/v1/categories/${category.id}`)).status).toBe(404)
    expect(await categoryNow(category)).toBeUndefined()
  })

  test('of the same name have different slugs', async () => {
    const name = freshName('Same ')
    const slugs = await Promise.all([1, 2, 3].map(async () => (await moderator.post('/v1/categories', { name })).body.slug))
    expect(new Set(slugs).size).toBe(3)
  })

  test('stand below one that is there, and never below themselves', async () => {
    const top = await newCategory()
    const middle = await newCategory(top)
    const bottom = await newCategory(middle)
    for (const below of [top, middle, bottom]) expect((await move(top, below)).body.code).toBe('category_cycle')
    const nowhere = { id: new ObjectId().toHexString() }
    expect((await move(top, nowhere)).body.code).toBe('parent_not_found')
    expect((await moderator.post('/v1/categories', { name: 'x', parent_id: nowhere.id })).body.code).toBe('parent_not_found')
    expect((await moderator.delete(`/v1/categories/${middle.id}`)).body.code).toBe('category_has_children')
    expect((await move(bottom, top)).body.parent_id).toBe(top.id)
    expect((await moderator.patch(`/v1/categories/${middle.id}`, { parent_id: null })).body.parent_id).toBeNull()
  })

  test('moved below each other at the same time make no cycle', async () => {
    for (let round = 0; round < 4; round += 1) {
      const ring = await Promise.all([1, 2, 3].map(() => newCategory()))
      const moves = await Promise.all(ring.map((category, at) => move(category, ring[(at + 1) % ring.length])))
      expect(moves.map(({ status }) => status).toSorted()).toEqual([200, 200, 409])
    }
  })

  test('are not removed while one is put below them', async () => {
    for (let round = 0; round < 4; round += 1) {
      const parent = await newCategory()
      const [removed, added] = await Promise.all([
        moderator.delete(`/v1/categories/${parent.id}`),
        moderator.post('/v1/categories', { name: freshName('Child '), parent_id: parent.id }),
      ])
      expect([[204, 422], [409, 201]]).toContainEqual([removed?.status, added?.status])
    }
  })

  test('that are removed leave their articles, which show them no more', async () => {
    const [gone, kept] = await Promise.all([newCategory(), newCategory()])
    const article = await articleOf(ada, { category_ids: [gone.id, kept.id] })
    await moderator.delete(`/v1/categories/${gone.id}`)
    expect((await ada.get(`/v1/articles/${article.id}`)).body).toMatchObject({ category_ids: [kept.id], categories: [{ id: kept.id }] })
    expect((await ada.post(`/v1/articles/${article.id}/revisions/1/restore`)).body.category_ids).toEqual([kept.id])
  })
})

describe('counts', () => {
  test('hold published articles, and follow edits, withdrawals and deletions', async () => {
    const [first, second, name] = [await newCategory(), await newCategory(), freshName('tag')]
    const counted = async (expected: { first: number; second: number; tag: number }) => {
      await stack.settled()
      const [one, two, [tag]] = [await categoryNow(first), await categoryNow(second), await tagNow(name)]
      expect({ first: one.articles_count, second: two.articles_count, tag: tag?.articles_count ?? 0 }).toEqual(expected)
    }
    const draft = await draftOf(ada, { category_ids: [first.id], tags: [name] })
    const other = await articleOf(ada, { category_ids: [first.id, second.id], tags: [name] })
    await counted({ first: 1, second: 1, tag: 1 })
    await ada.post(`/v1/articles/${draft.id}/publish`)
    await counted({ first: 2, second: 1, tag: 2 })
    await ada.patch(`/v1/articles/${other.id}`, { category_ids: [second.id], tags: [] })
    await counted({ first: 1, second: 1, tag: 1 })
    await ada.post(`/v1/articles/${other.id}/revisions/1/restore`)
    await counted({ first: 2, second: 1, tag: 2 })
    await ada.post(`/v1/articles/${draft.id}/unpublish`)
    await ada.delete(`/v1/articles/${draft.id}`)
    await counted({ first: 1, second: 1, tag: 1 })
    await ada.delete(`/v1/articles/${other.id}`)
    await counted({ first: 0, second: 0, tag: 0 })
    expect(await tagNow(name)).toEqual([])
  })

  test('come out the same in whatever order and batches events arrive', () => {
    const [article_id, author_id, at] = [new ObjectId(), new ObjectId(), new Date()]
    const tagSet = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'))
    const life = fc.array(tagSet, { minLength: 1, maxLength: 6 }).map((versions) => {
      const of = (tags: string[] = []) => ({ category_ids: [], tags })
      const common = { article_id, author_id, published_at: at }
      return [
        articlePublished({ ...common, ...of(versions[0]), title: 't', slug: 't', is_first: true }),
        ...versions.slice(1).map((tags, index) => articleRetagged({ article_id, before: of(versions[index]), after: of(tags) })),
        articleUnpublished({ ...common, ...of(versions.at(-1)) }),
      ].map(({ type, data }) => ({ id: '', type, data, at, request_id: null }) as Parameters<typeof actsOf>[0])
    })
    const ordered = life.chain((events) => fc.tuple(fc.shuffledSubarray(events, { minLength: events.length }), fc.nat(events.length)))
    fc.assert(
      fc.property(ordered, ([events, cut]) => {
        const counted = [events.slice(0, cut), events.slice(cut)].map((part) => gather(part.flatMap(actsOf), at).tags)
        for (const tag of ['a', 'b', 'c']) expect(counted.reduce((sum, tags) => sum + (tags.get(tag) ?? 0), 0)).toBe(0)
      }),
    )
  })
})

test('tags are listed by the beginning of their names, page by page', async () => {
  const name = freshName('t')
  await articleOf(ada, { tags: [`${name}b`, `${name}a`, `${name} c`, `x${name}`] })
  await draftOf(ada, { tags: [`${name}d`] })
  await stack.settled()
  const tags = await stack.anonymous.all(`/v1/tags?q=${name.toUpperCase()}&limit=1`)
  expect(tags.map((tag) => tag.name)).toEqual([`${name} c`, `${name}a`, `${name}b`])
  expect(tags[0]).toEqual({ id: expect.stringMatching(/^[0-9a-f]{24}$/), name: `${name} c`, articles_count: 1 })
})
