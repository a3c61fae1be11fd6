import { ObjectId } from 'mongodb'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { articlePublished } from '../../../functions/articles/events.ts'
import { type ArticleDocument, Articles, Revisions, revisionKey, Slugs } from '../../../functions/articles/model.ts'
import { handler as publishDue } from '../../../functions/articles/publish-scheduled-articles.ts'
import { writingOf } from '../../../functions/articles/writing.ts'
import { Leases } from '../../../shared/runtime/leases.ts'
import { draftOf } from '../../support/articles.ts'
import { useFunctions } from '../../support/functions.ts'
import { patience } from '../../support/patience.ts'
import { startOwnStack, useStack } from '../../support/stack.ts'

const shown = { content_html: '<p>Frozen.</p>\n', size: 30, search_terms: ['due', 'frozen'] }
const EVENT_ROUTES = JSON.stringify({ 'article.published': ['someone'], 'article.publication_failed': ['someone'] })
const functions = useFunctions([Articles, Revisions, Slugs], { EVENT_ROUTES })

const text = { title: 'Due', content: 'Frozen.', excerpt: null }
const writing = { ...text, category_ids: [], tags: [], featured_media_id: null, canonical_url: null }

/** An article whose time has come: revision 1 is frozen, and `revisions` of them there are. */
function due(revisions = 1): ArticleDocument {
  const then = new Date(Date.now() - 1000)
  return {
    _id: new ObjectId(),
    author_id: new ObjectId(),
    slug: 'due',
    ...writing,
    ...shown,
    status: 'scheduled',
    revision: revisions,
    revisions,
    scheduled_revision: 1,
    scheduled_at: then,
    published_at: null,
    was_published: false,
    counts: { views: 0, unique_views: 0, likes: 0, comments: 0, shares: 0, bookmarks: 0 },
    popularity: 0,
    created_at: then,
    updated_at: then,
  }
}

async function store(articles: readonly ArticleDocument[]): Promise<void> {
  const { database } = functions()
  await database.collection<ArticleDocument>(Articles.name).insertMany([...articles])
  await database.collection<{ _id: string }>(Revisions.name).insertMany(
    articles.map((article) => ({
      _id: revisionKey(article._id, 1),
      article_id: article._id,
      number: 1,
      ...writingOf(article),
      size: 10,
      created_at: article.created_at,
      created_by: article.author_id,
    })),
  )
}

const run = () => functions().run(publishDue)
const eventsOf = async ({ _id }: ArticleDocument) => (await functions().database.collection(Articles.name).findOne({ _id }))?.outbox ?? []

afterEach(async () => {
  for (const { name } of [Articles, Revisions, Slugs]) await functions().database.collection(name).deleteMany({})
})

describe('a run', () => {
  test('publishes each article once, also beside another run', async () => {
    const articles = Array.from({ length: 130 }, () => due())
    await store(articles)
    const leases = functions().database.collection(Leases.name)
    const first = run()
    // Without its lease nothing but the writes themselves keeps the runs apart.
    await vi.waitFor(async () => expect((await leases.deleteMany({})).deletedCount).toBe(1), { ...patience, interval: 1 })
    const results = await Promise.all([first, run()])
    expect(results.map((result) => result?.published ?? 0).reduce((sum, published) => sum + published)).toBe(articles.length)
    for (const article of articles) expect(await eventsOf(article)).toMatchObject([{ type: articlePublished.type }])
  })

  test('makes what cannot be published a draft again, tells its author, and goes on', async () => {
    const [broken, sound] = [due(2), due()]
    await store([broken, sound])
    await functions().database.collection<{ _id: string }>(Revisions.name).deleteOne({ _id: revisionKey(broken._id, 1) })
    expect(await run()).toEqual({ published: 1, failed: 1, overtaken: 0 })
    const draft = await functions().database.collection(Articles.name).findOne({ _id: broken._id })
    expect(draft).toMatchObject({ status: 'draft', scheduled_at: null, scheduled_revision: null, published_at: null })
    expect(await eventsOf(broken)).toMatchObject([{ type: 'article.publication_failed', data: { title: 'Due' } }])
    expect(await eventsOf(sound)).toMatchObject([{ type: 'article.published' }])
  })

  test('publishes what was frozen, and leaves what is not due', async () => {
    const edited = { ...due(3), title: 'Edited since', content: 'Later.', slug: 'edited-since' }
    const early = { ...due(), scheduled_at: new Date(Date.now() + 60_000) }
    await store([edited, early])
    const revisions = functions().database.collection<{ _id: string }>(Revisions.name)
    await revisions.updateOne({ _id: revisionKey(edited._id, 1) }, { $set: { title: 'Frozen title', content: '**Frozen**' } })
    expect(await run()).toEqual({ published: 1, failed: 0, overtaken: 0 })
    const articles = functions().database.collection(Articles.name)
    const [published, waiting] = [await articles.findOne({ _id: edited._id }), await articles.findOne({ _id: early._id })]
    expect(published).toMatchObject({ title: 'Frozen title', slug: 'frozen-title', revision: 1, revisions: 3 })
    expect(published?.content_html).toBe('<p><strong>Frozen</strong></p>\n')
    expect(published?.search_terms).toEqual(['frozen', 'title'])
    expect(waiting?.status).toBe('scheduled')
  })
})

test('an edit meanwhile is a later revision, which the author can restore; the next edit comes after both', async () => {
  const stack = await useStack()
  const ada = await stack.newUser()
  const { id, title } = await draftOf(ada, { content: 'Frozen.' })
  const path = `/v1/articles/${id}`
  await ada.post(`${path}/publish`, { publish_at: new Date(Date.now() + 3_600_000).toISOString() })
  await ada.patch(path, { title: `${title} edited`, content: 'Later.' })

  const articles = (await stack.database()).db('atrium').collection('articles')
  await articles.updateOne({ _id: new ObjectId(id as string) }, { $set: { scheduled_at: new Date() } })
  await vi.waitFor(async () => {
    await stack.runSchedule('publish-scheduled-articles')
    expect((await stack.anonymous.get(path)).status).toBe(200)
  }, patience)
  const { body, headers } = await stack.anonymous.get(path)
  expect(body).toMatchObject({ title, content: 'Frozen.', revision: 1, status: 'published', scheduled_at: null })
  expect(headers.get('etag')).toBe('"1-published"')
  const { body: third } = await ada.patch(path, { excerpt: 'Third.' }, { 'if-match': '"1-published"' })
  expect(third).toMatchObject({ revision: 3, content: 'Frozen.' })
  expect((await ada.post(`${path}/revisions/2/restore`)).body).toMatchObject({ revision: 4, content: 'Later.', excerpt: null })
})

test('a run that dies in the middle is finished by the next one, and every article counts once', async () => {
  const before = await startOwnStack()
  const ada = await before.newUser()
  const articles = await Promise.all(Array.from({ length: 60 }, () => draftOf(ada)))
  const publish_at = new Date(Date.now() + 60_000).toISOString()
  await Promise.all(articles.map(({ id }) => ada.post(`/v1/articles/${id}/publish`, { publish_at })))
  const database = (await before.database()).db('atrium')
  await database.collection('articles').updateMany({}, { $set: { scheduled_at: new Date() } })

  const dying = before.runSchedule('publish-scheduled-articles').catch(() => undefined)
  const underWay = async () => expect(await database.collection('articles').countDocuments({ status: 'published' })).toBeGreaterThan(5)
  await vi.waitFor(underWay, { ...patience, interval: 2 })
  await before.kill()
  await dying

  const after = await startOwnStack(before.stateDir)
  await after.advance(120)
  await after.settled()
  const published = await after.anonymous.all(`/v1/articles?author_id=${ada.id}&limit=50`)
  expect(new Set(published.map(({ id }) => id))).toEqual(new Set(articles.map(({ id }) => id)))
  expect((await after.anonymous.get(`/v1/users/${ada.id}`)).body.articles_count).toBe(articles.length)
  await after.stop()
}, 60_000)
