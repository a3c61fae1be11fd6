import { beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../support/actor.ts'
import { articleOf, draftOf } from '../../support/articles.ts'
import { freshName } from '../../support/names.ts'
import { type Stack, useStack } from '../../support/stack.ts'

let stack: Stack
let ada: Actor
let bob: Actor
let moderator: Actor

beforeAll(async () => {
  stack = await useStack()
  ;[ada, bob, moderator] = await Promise.all([stack.newUser(), stack.newUser(), stack.newUser({ role: 'moderator' })])
})

describe('a new article', () => {
  test('is a draft with its Markdown, safe HTML, tags in one spelling and a slug', async () => {
    const title = freshName('Héllo ')
    const text = { title, content: '# Hi <script>x</script>', excerpt: 'Short.' }
    const tags = [' Two  Words', 'two words', 'Z']
    const { status, body: article, headers } = await ada.post('/v1/articles', { ...text, tags, canonical_url: 'https://e.org/a' })
    expect(status).toBe(201)
    expect(headers.get('etag')).toBe('"1-draft"')
    expect(article).toMatchObject({
      title,
      slug: title.toLowerCase().replace('é', 'e').replaceAll(/[ _]+/g, '-'),
      content: '# Hi <script>x</script>',
      content_html: '<h1>Hi </h1>\n',
      excerpt: 'Short.',
      tags: ['two words', 'z'],
      author: { id: ada.id, username: ada.username },
      status: 'draft',
      is_published: false,
      published_at: null,
      revision: 1,
      likes_count: 0,
      featured_image: null,
    })
  })

  test.each([
    ['an unknown category', { category_ids: ['665f1c2ab7d4a3e1f0c9d8b7'] }, 'category_not_found'],
    ['a picture', { featured_media_id: '665f1c2ab7d4a3e1f0c9d8b7' }, 'media_not_found'],
    ['a slug of its own', { slug: 'mine' }, 'validation_failed'],
    ['an address that runs', { canonical_url: 'javascript:alert(1)' }, 'validation_failed'],
    ['a title of spaces', { title: '   ' }, 'validation_failed'],
  ])('cannot have %s', async (_, wrong, code) => {
    const { status, body } = await ada.post('/v1/articles', { title: 'T', content: 'c', ...wrong })
    expect({ status, code: body.code }).toEqual({ status: 422, code })
  })

  test('is made once under one idempotency key, with the number of its slug', async () => {
    const title = freshName('same')
    await draftOf(bob, { title })
    const key = { 'idempotency-key': freshName('key') }
    const write = () => ada.post('/v1/articles', { title, content: 'c' }, key)
    const [first, again] = [await write(), await write()]
    expect(first.status).toBe(201)
    expect(again.body).toEqual(first.body)
    expect(first.body.slug).toMatch(/-2$/)
  })
})

describe('a draft', () => {
  test('is not there for anyone but its author, moderators included', async () => {
    const { id, slug } = await draftOf(ada)
    for (const reader of [stack.anonymous, bob, moderator]) {
      expect((await reader.get(`/v1/articles/${id}`)).status).toBe(404)
      expect((await reader.get(`/v1/articles/by-slug/${slug}`)).status).toBe(404)
      const listed = await reader.all(`/v1/articles?author_id=${ada.id}&limit=100`)
      expect(listed.map((article) => article.id)).not.toContain(id)
    }
    for (const stranger of [bob, moderator]) {
      const answers = await Promise.all([
        stranger.patch(`/v1/articles/${id}`, { title: 'x' }),
        stranger.delete(`/v1/articles/${id}`),
        stranger.post(`/v1/articles/${id}/publish`),
        stranger.post(`/v1/articles/${id}/unpublish`),
        stranger.get(`/v1/articles/${id}/revisions`),
        stranger.post(`/v1/articles/${id}/revisions/1/restore`),
      ])
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404))
    }
    expect((await ada.get(`/v1/articles/${id}`)).status).toBe(200)
  })
})

describe('an edit', () => {
  test('makes the next revision, is live at once, and renames the slug; the old one sends on', async () => {
    const before = await articleOf(ada)
    const title = freshName('renamed')
    const { body: after } = await ada.patch(`/v1/articles/${before.id}`, { title, content: '*new*' })
    expect(after).toMatchObject({ title, revision: 2, content_html: '<p><em>new</em></p>\n', status: 'published' })
    const moved = await stack.anonymous.get(`/v1/articles/by-slug/${before.slug}`)
    expect(moved.status).toBe(308)
    expect(moved.headers.get('location')).toBe(`/v1/articles/by-slug/${after.slug}`)
    expect((await stack.anonymous.get(moved.headers.get('location') ?? '')).body.title).toBe(title)
    await ada.post(`/v1/articles/${before.id}/unpublish`)
    expect((await stack.anonymous.get(`/v1/articles/by-slug/${before.slug}`)).status).toBe(404)
  })

  test('of nothing changes nothing', async () => {
    const article = await draftOf(ada)
    const { body, headers } = await ada.patch(`/v1/articles/${article.id}`, {})
    expect(body).toEqual(article)
    expect(headers.get('etag')).toBe('"1-draft"')
  })

  test('of what is published is for its author and for moderators', async () => {
    const { id } = await articleOf(ada)
    expect((await bob.patch(`/v1/articles/${id}`, { title: 'x' })).body.code).toBe('forbidden')
    expect((await moderator.patch(`/v1/articles/${id}`, { excerpt: 'Tidied.' })).body.excerpt).toBe('Tidied.')
    const { body } = await ada.get(`/v1/articles/${id}/revisions/2`)
    expect(body.created_by).toBe(moderator.id)
  })

  test('takes effect for one of two who read the same version', async () => {
    const { id } = await draftOf(ada)
    const etag = (await ada.get(`/v1/articles/${id}`)).headers.get('etag') ?? ''
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, at) => ada.patch(`/v1/articles/${id}`, { excerpt: `${at}` }, { 'if-match': etag })),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412, 412, 412, 412])
    const won = answers.find(({ status }) => status === 200)
    expect((await ada.get(`/v1/articles/${id}`)).body).toEqual(won?.body)
  })

  test('without a version takes its turn, and none is lost', async () => {
    const { id } = await draftOf(ada)
    const answers = await Promise.all(Array.from({ length: 6 }, (_, at) => ada.patch(`/v1/articles/${id}`, { excerpt: `${at}` })))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    const revisions = await ada.all(`/v1/articles/${id}/revisions?limit=2`)
    expect(revisions.map(({ number }) => number)).toEqual([7, 6, 5, 4, 3, 2, 1])
    expect(new Set(revisions.map(({ excerpt }) => excerpt)).size).toBe(7)
  })

  test('leaves the version alone when only counts change', async () => {
    const { id } = await articleOf(ada)
    const etag = (await bob.get(`/v1/articles/${id}`)).headers.get('etag') ?? ''
    await bob.put(`/v1/articles/${id}/like`)
    await stack.settled()
    expect((await bob.get(`/v1/articles/${id}`, { 'if-none-match': etag })).status).toBe(304)
    expect((await bob.get(`/v1/articles/${id}`)).body).toMatchObject({ likes_count: 1, liked: true, bookmarked: false })
  })
})

describe('a deletion', () => {
  test('needs the present version where it names one, happens once, and takes revisions and slugs along', async () => {
    const article = await articleOf(ada)
    expect((await bob.delete(`/v1/articles/${article.id}`)).status).toBe(403)
    expect((await ada.delete(`/v1/articles/${article.id}`, undefined, { 'if-match': '"1-draft"' })).status).toBe(412)
    const answers = await Promise.all([1, 2, 3].map(() => ada.delete(`/v1/articles/${article.id}`)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 404, 404])
    await stack.settled()
    expect((await ada.get(`/v1/articles/${article.id}/revisions`)).status).toBe(404)
    expect((await draftOf(bob, { title: article.title })).slug).toBe(article.slug)
  })

  test('of what is published is also for moderators', async () => {
    const { id } = await articleOf(ada)
    expect((await moderator.delete(`/v1/articles/${id}`)).status).toBe(204)
  })
})

describe('a revision', () => {
  test('is the author’s alone, and can be restored as the next one', async () => {
    const first = await articleOf(ada, { content: 'one', tags: ['first'] })
    await ada.patch(`/v1/articles/${first.id}`, { title: freshName('second'), content: 'two', tags: [] })
    expect((await bob.get(`/v1/articles/${first.id}/revisions`)).status).toBe(403)
    expect((await moderator.get(`/v1/articles/${first.id}/revisions/1`)).status).toBe(403)
    expect((await ada.get(`/v1/articles/${first.id}/revisions/9`)).body.code).toBe('revision_not_found')
    expect((await ada.get(`/v1/articles/${first.id}/revisions/x`)).body.code).toBe('revision_not_found')

    const { body: restored } = await ada.post(`/v1/articles/${first.id}/revisions/1/restore`)
    expect(restored).toMatchObject({ title: first.title, slug: first.slug, content: 'one', tags: ['first'], revision: 3 })
    expect((await ada.get(`/v1/articles/${first.id}/revisions/2`)).body).toMatchObject({ number: 2, content: 'two', created_by: ada.id })
  })
})
