import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readArticles, type Remark } from '../../../infra/local/demo/article-files.ts'
import { password } from '../../../infra/local/demo/community.ts'
import { members } from '../../../infra/local/demo/members.ts'
import { lately, posts } from '../../../infra/local/demo/post-texts.ts'
import { seededRandom } from '../../../infra/local/demo/random.ts'
import { createDemo } from '../../../infra/local/demo.ts'
import type { Json } from '../../support/actor.ts'
import type { RunningProcess } from '../../support/process.ts'
import { type Stack, startOwnStack, useStack } from '../../support/stack.ts'

const days = 4
const dayMs = 86_400_000
const silent = { days, report: () => undefined }

describe('the first days of the demonstration', () => {
  let stack: Stack & RunningProcess
  let articles: Json[]

  beforeAll(async () => {
    stack = await startOwnStack(undefined, ['--demo', '--demo-days', String(days)])
    articles = await stack.anonymous.all('/v1/articles?limit=50')
  }, 180_000)

  afterAll(() => stack?.stop())

  it('end with the right time', async () => {
    const { body } = await stack.anonymous.post('/_local/clock', { advance_seconds: 0 })
    expect(Math.abs(Date.parse(body.now) - Date.now())).toBeLessThan(2_000)
  })

  it('leave articles of different days, in categories and with tags', async () => {
    expect(articles.length).toBeGreaterThanOrEqual(4)
    const published = articles.map(({ published_at }) => published_at.slice(0, 10))
    expect(new Set(published).size).toBeGreaterThanOrEqual(2)
    for (const { published_at } of articles) {
      const age = Date.now() - Date.parse(published_at)
      expect(age).toBeGreaterThan(0)
      expect(age).toBeLessThan(days * dayMs)
    }
    const used = new Set(articles.flatMap(({ categories }) => categories.map(({ name }: Json) => name)))
    const listed = (await stack.anonymous.all('/v1/categories')).filter(({ articles_count }) => articles_count > 0)
    expect(new Set(listed.map(({ name }) => name))).toEqual(used)
    expect((await stack.anonymous.all('/v1/tags')).length).toBeGreaterThan(articles.length)
  })

  it('leave counts that are those of the lists', async () => {
    const counted = articles.map(({ id, likes_count, comments_count }) => ({ id, likes_count, comments_count }))
    const recounted = await Promise.all(
      articles.map(async ({ id }) => {
        const likes = await stack.anonymous.all(`/v1/articles/${id}/likes`)
        const threads = await stack.anonymous.all(`/v1/articles/${id}/comments`)
        const replies = await Promise.all(threads.map((thread) => stack.anonymous.all(`/v1/comments/${thread.id}/replies`)))
        return { id, likes_count: likes.length, comments_count: threads.length + replies.flat().length }
      }),
    )
    expect(recounted).toEqual(counted)
    for (const name of ['likes_count', 'comments_count']) expect(counted.some((counts: Json) => counts[name] > 0)).toBe(true)
  })

  it('leave posts with hashtags, reposts and quotations by people who were there', async () => {
    const { body } = await stack.anonymous.get('/v1/users?username=rosa')
    const listed = await stack.anonymous.all(`/v1/users/${body.items[0].id}/posts`)
    const post = listed.find(({ quote_of, repost_of }) => !quote_of && !repost_of)
    expect(post).toMatchObject({ hashtags: ['allotment'], mentions: [{ username: 'henry' }], likes_count: expect.any(Number) })
    expect(await stack.anonymous.all(`/v1/posts/${post.id}/reposts`)).toHaveLength(post.reposts_count)
    expect(body.items[0].posts_count).toBeGreaterThan(0)
  })

  it('end with something that everybody talks about', async () => {
    const told = await stack.anonymous.all('/v1/hashtags/northernlights/posts')
    expect(told.length).toBeGreaterThan(1)
    const { body } = await stack.anonymous.get('/v1/hashtags/trending')
    expect(body.items[0]).toMatchObject({ name: 'northernlights', people_count: told.length })
  })

  it('leave views of several days and from several places in the statistics of an author', async () => {
    const [oldest] = articles.toSorted((a, b) => Date.parse(a.published_at) - Date.parse(b.published_at))
    const author = await stack.signIn(oldest.author.username, password)
    const { body } = await author.get(`/v1/articles/${oldest.id}/analytics`)
    expect(body.totals.views_count).toBe(oldest.views_count)
    expect(body.series.filter(({ views_count }: Json) => views_count > 0).length).toBeGreaterThanOrEqual(2)
    expect(body.referrers.map(({ source }: Json) => source)).toContain('google')
    expect(body.totals.unique_views_count).toBeGreaterThan(body.totals.views_count / 2)
  })

  it('leave the most liked articles at the top of the popular ones', async () => {
    const popular = await stack.anonymous.all('/v1/articles?sort=popular')
    const likes = popular.map(({ likes_count }) => likes_count)
    expect(likes).toEqual(likes.toSorted((a, b) => b - a))
    expect(likes[0]).toBeGreaterThan(1)
  })

  it('leave people with profiles, followers and roles', async () => {
    const { body } = await stack.anonymous.get('/v1/users?username=ada')
    expect(body.items[0]).toMatchObject({ full_name: 'Ada Brennan', bio: expect.stringContaining('notebooks') })
    expect((await stack.anonymous.all(`/v1/users/${body.items[0].id}/followers`)).length).toBeGreaterThan(0)
    expect((await (await stack.signIn('ada', password)).get('/v1/me')).body.role).toBe('admin')
    expect((await (await stack.signIn('noor', password)).get('/v1/me')).body.role).toBe('moderator')
  })

  it('leave nothing undelivered', async () => {
    const { body } = await stack.anonymous.get('/_local/queues')
    expect(body.items.filter(({ dead_letters }: Json) => dead_letters > 0)).toEqual([])
  })

  it('are not told a second time', async () => {
    const again = createDemo(silent)
    expect(await again.secondsBehind(stack.mongodb_uri)).toBe(0)
  })
})

it('is not told to a community that has people in it', async () => {
  const stack = await useStack()
  await stack.newUser()
  await expect(createDemo(silent).secondsBehind(stack.mongodb_uri)).rejects.toThrow('add --fresh')
})

describe('what is written for the demonstration', () => {
  const written = readArticles()
  const names = new Set(members.map(({ username }) => username))
  const speakers = (remarks: readonly Remark[]): string[] =>
    remarks.flatMap(({ author, replies }) => [author, ...speakers(replies)])

  it('is said by people who are there', () => {
    const said = written.flatMap(({ author, remarks }) => [author, ...speakers(remarks)])
    expect(said.filter((name) => !names.has(name))).toEqual([])
  })

  it('mentions people who are there', () => {
    const mentioned = written.flatMap(({ content, remarks }) => JSON.stringify([content, remarks]).match(/(?<=@)\w+/g) ?? [])
    expect(mentioned.filter((name) => !names.has(name))).toEqual([])
  })

  it('posts in the name of people who are there, of whom it mentions some, and quotes what stands before', () => {
    const all = [...posts, ...lately]
    const mentioned = all.flatMap(({ content }) => content.match(/(?<=@)\w+/g) ?? [])
    expect([...all.map(({ author }) => author), ...mentioned].filter((name) => !names.has(name))).toEqual([])
    const quoting = posts.flatMap(({ quotes }, index) => (quotes === undefined ? [] : [{ quotes, before: posts.slice(0, index) }]))
    expect(quoting.filter(({ quotes, before }) => !before.some(({ content }) => content.startsWith(quotes)))).toEqual([])
  })

  it('answers no article that is not there', () => {
    const conversations = readdirSync(new URL('../../../infra/local/demo/conversations', import.meta.url))
    expect(written.filter(({ remarks }) => remarks.length > 0)).toHaveLength(conversations.length)
  })
})

it('draws the same numbers in every run, and others for another name', () => {
  const drawn = (name: string) => {
    const random = seededRandom(name)
    return Array.from({ length: 20 }, () => random.next())
  }
  expect(drawn('a')).toEqual(drawn('a'))
  expect(drawn('a')).not.toEqual(drawn('b'))
})
