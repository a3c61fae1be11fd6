import * as fc from 'fast-check'
import { ObjectId } from 'mongodb'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { articleOf, draftOf } from '../../support/articles.ts'
import { freshName } from '../../support/names.ts'
import { type Stack, useStack } from '../../support/stack.ts'

let stack: Stack
let ada: Actor

beforeAll(async () => {
  stack = await useStack()
  ada = await stack.newUser()
})

const idsOf = (items: Json[]): string[] => items.map(({ id }) => id)
const list = async (query: string) => idsOf(await stack.anonymous.all(`/v1/articles?${query}`))
const search = (q: string) => list(`q=${encodeURIComponent(q)}`)

async function like(article: Json, times: number): Promise<void> {
  for (let left = times; left > 0; left -= 1) await (await stack.newUser()).put(`/v1/articles/${article.id}/like`)
  await stack.settled()
}

describe('published articles', () => {
  test('are listed by author, category and tag, and by all of them at once, the newest first', async () => {
    const moderator = await stack.newUser({ role: 'moderator' })
    const { body: category } = await moderator.post('/v1/categories', { name: freshName('c') })
    const [author, tag] = [await stack.newUser(), freshName('Tag')]
    const plain = await articleOf(author)
    const tagged = await articleOf(author, { tags: [tag] })
    const filed = await articleOf(author, { category_ids: [category.id] })
    const both = await articleOf(author, { tags: [tag], category_ids: [category.id] })
    const others = await articleOf(ada, { tags: [tag], category_ids: [category.id] })
    await draftOf(author, { tags: [tag], category_ids: [category.id] })

    expect(await list(`author_id=${author.id}`)).toEqual(idsOf([both, filed, tagged, plain]))
    expect(await list(`tag=${tag.toUpperCase()}&limit=1`)).toEqual(idsOf([others, both, tagged]))
    expect(await list(`category_id=${category.id}&limit=2`)).toEqual(idsOf([others, both, filed]))
    expect(await list(`category_id=${category.id}&tag=${tag}&author_id=${author.id}`)).toEqual(idsOf([both]))
    expect((await stack.anonymous.get(`/v1/articles/${both.id}`)).body.categories).toMatchObject([{ id: category.id, slug: category.slug }])
    expect((await stack.anonymous.get(`/v1/articles?category_id=${new ObjectId().toHexString()}`)).body.code).toBe('category_not_found')
  })

  test('are listed by likes, then by date', async () => {
    const author = await stack.newUser()
    const [old, liked] = [await articleOf(author), await articleOf(author)]
    const [loved, fresh] = [await articleOf(author), await articleOf(author)]
    await like(liked, 2)
    await like(loved, 3)
    expect(await list(`author_id=${author.id}&sort=popular&limit=1`)).toEqual(idsOf([loved, liked, fresh, old]))
  })

  test('are found by whole words of title, text, excerpt and tags, whatever case and accents', async () => {
    const [word, other] = [freshName('w').replace('_', ''), freshName('o').replace('_', '')]
    const found = await articleOf(ada, { title: `Crème ${word}`, excerpt: 'Straße', content: '**Über** alles', tags: ['été'] })
    const more = await articleOf(ada, { content: `${word} ${other}` })
    await draftOf(ada, { title: word })
    expect(await list(`q=${word}&limit=1`)).toEqual(idsOf([more, found]))
    expect(await list(`q=${word}&sort=popular`)).toEqual(idsOf([more, found]))
    for (const q of ['CREME', 'strasse', 'uber alles', 'ete']) expect(await search(`${q} ${word}`)).toEqual([found.id])
    for (const q of [word.slice(0, -1), `${word} nothing`, '!?']) expect(await search(q)).toEqual([])
  })

  test('that are very long come in shorter pages, and none is missed', async () => {
    const author = await stack.newUser()
    const content = '"&'.repeat(50_000)
    const long = await Promise.all(Array.from({ length: 12 }, () => articleOf(author, { content })))
    const { body, text } = await stack.anonymous.get(`/v1/articles?author_id=${author.id}&limit=100`)
    expect(text.length).toBeLessThan(5_500_000)
    expect(body.items.length).toBeGreaterThan(5)
    expect(new Set(await list(`author_id=${author.id}&limit=100`))).toEqual(new Set(idsOf(long)))
  })

  test('are neither missed nor repeated while others are published and withdrawn', async () => {
    const happenings = fc.array(fc.constantFrom('publish', 'unpublish', 'none'), { maxLength: 8 })
    const reading = fc.record({ limit: fc.integer({ min: 1, max: 4 }), sort: fc.constantFrom('newest', 'popular'), happenings })
    await fc.assert(fc.asyncProperty(reading, neitherMissesNorRepeats), { numRuns: 6 })
  })
})

async function neitherMissesNorRepeats({ limit, sort, happenings }: { limit: number; sort: string; happenings: string[] }): Promise<void> {
  const author = await stack.newUser()
  const lasting = await Promise.all(Array.from({ length: 6 }, () => articleOf(author)))
  const passing = await articleOf(author)
  const seen: string[] = []
  let cursor: string | null = null
  for (let page = 0; page === 0 || cursor !== null; page += 1) {
    const query = `author_id=${author.id}&sort=${sort}&limit=${limit}${cursor === null ? '' : `&cursor=${cursor}`}`
    const { body } = await stack.anonymous.get(`/v1/articles?${query}`)
    seen.push(...idsOf(body.items))
    cursor = body.next_cursor
    if (happenings[page] === 'publish') await articleOf(author)
    if (happenings[page] === 'unpublish') await author.post(`/v1/articles/${passing.id}/unpublish`)
  }
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen).toEqual(expect.arrayContaining(idsOf(lasting)))
}

test('one’s own articles are listed whatever their status, or by it', async () => {
  const author = await stack.newUser()
  const [draft, published, scheduled] = [await draftOf(author), await articleOf(author), await draftOf(author)]
  await author.post(`/v1/articles/${scheduled.id}/publish`, { publish_at: new Date(Date.now() + 3_600_000).toISOString() })
  expect(idsOf(await author.all('/v1/me/articles?limit=1'))).toEqual(idsOf([scheduled, published, draft]))
  for (const [status, article] of Object.entries({ draft, published, scheduled })) {
    expect(idsOf((await author.get(`/v1/me/articles?status=${status}`)).body.items)).toEqual([article.id])
  }
  expect((await ada.get('/v1/me/articles?status=gone')).status).toBe(422)
  const { body } = await author.get('/v1/me/articles?limit=1')
  expect((await ada.get(`/v1/me/articles?cursor=${body.next_cursor}`)).body.code).toBe('invalid_cursor')
})
