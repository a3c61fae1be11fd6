import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../support/actor.ts'
import { articleOf } from '../../support/articles.ts'
import { type Stack, useStack } from '../../support/stack.ts'

let stack: Stack
let ada: Actor
let article: string

beforeAll(async () => {
  stack = await useStack()
  ada = await stack.newUser()
  article = await publish(ada)
})

const publish = async (author: Actor): Promise<string> => (await articleOf(author, { title: 'On counting' })).id

const zeros = { views_count: 0, unique_views_count: 0, likes_count: 0, comments_count: 0, shares_count: 0, bookmarks_count: 0 }

describe('statistics of a subject', () => {
  it('show what was done to it, less what was taken back', async () => {
    const own = await publish(ada)
    const [bob, eve] = [await stack.newUser(), await stack.newUser()]
    for (const reader of [bob, eve]) {
      await reader.put(`/v1/articles/${own}/like`)
      await reader.put(`/v1/articles/${own}/bookmark`)
      await reader.post(`/v1/articles/${own}/views`, { referrer: 'https://www.google.com/' })
    }
    await eve.delete(`/v1/articles/${own}/like`)
    await bob.post(`/v1/articles/${own}/views`, { referrer: 'https://blog.example.org/list' })
    await bob.post(`/v1/articles/${own}/shares`, { platform: 'link' })
    const said = await bob.post(`/v1/articles/${own}/comments`, { content: 'Four!' })
    await eve.post(`/v1/articles/${own}/comments`, { content: 'Five.', parent_id: said.body.id })
    const gone = await eve.post(`/v1/articles/${own}/comments`, { content: 'Six?' })
    await eve.delete(`/v1/comments/${gone.body.id}`)
    await stack.settled()

    const { body, status } = await ada.get(`/v1/articles/${own}/analytics`)
    expect(status).toBe(200)
    const totals = { views_count: 3, unique_views_count: 2, likes_count: 1, comments_count: 2, shares_count: 1, bookmarks_count: 2 }
    expect(body.totals).toEqual(totals)
    expect(body.series).toHaveLength(30)
    expect(body.series.at(-1)).toEqual({ at: `${new Date().toISOString().slice(0, 10)}T00:00:00.000Z`, ...totals })
    expect(body.series.slice(0, -1).every((bucket: object) => Object.values(bucket).slice(1).every((sum) => sum === 0))).toBe(true)
    expect(body.referrers).toEqual([
      { source: 'google', views_count: 2 },
      { source: 'blog.example.org', views_count: 1 },
    ])
    const mine = await ada.get('/v1/me/analytics?interval=week&time_zone=Asia/Kathmandu')
    expect(mine.body.totals).toEqual(totals)
    expect(mine.body.top_subjects[0]).toEqual({ subject_type: 'articles', subject_id: own, title: 'On counting', ...totals })
    expect(mine.body.followers.at(-1)).toEqual({ at: mine.body.series.at(-1).at, gained: 0, lost: 0, total: 0 })
  })

  it('are for its owner alone', async () => {
    const [stranger, admin] = [await stack.newUser(), await stack.newUser({ role: 'admin' })]
    const path = `/v1/articles/${article}/analytics`
    expect((await stack.anonymous.get(path)).status).toBe(401)
    expect((await stranger.get(path)).body).toMatchObject({ status: 403, code: 'forbidden' })
    expect((await admin.get(path)).status).toBe(403)
    const draft = await ada.post('/v1/articles', { title: 'A draft', content: 'Soon.' })
    expect((await stranger.get(`/v1/articles/${draft.body.id}/analytics`)).body).toMatchObject({ status: 404, code: 'subject_not_found' })
    expect((await ada.get(`/v1/articles/${draft.body.id}/analytics`)).body).toMatchObject({ totals: zeros, referrers: [] })
    expect((await ada.get('/v1/articles/none/analytics')).status).toBe(404)
  })

  it.each([
    ['from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', '/query/from'],
    ['from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z&interval=hour', '/query/interval'],
    ['time_zone=Europe/Atlantis', '/query/time_zone'],
    ['time_zone=%2B05:30', '/query/time_zone'],
    ['interval=month', '/query/interval'],
    ['from=yesterday', '/query/from'],
    ['until=2026-01-01T00:00:00Z', '/query/until'],
  ])('refuse %s', async (query, path) => {
    const { status, body } = await ada.get(`/v1/articles/${article}/analytics?${query}`)
    expect([status, body.errors?.[0]?.path]).toEqual([422, path])
  })

  it('are cut by the hours of a time zone', async () => {
    const query = 'from=2026-03-28T23:00:00Z&to=2026-03-29T22:00:00Z&interval=hour&time_zone=Europe/Paris'
    const { body } = await ada.get(`/v1/articles/${article}/analytics?${query}`)
    expect(body.series).toHaveLength(23)
    expect(body.series[0]).toEqual({ at: '2026-03-28T23:00:00.000Z', ...zeros })
  })
})

describe('statistics of the site', () => {
  it('are for administrators', async () => {
    for (const path of ['/v1/admin/analytics', '/v1/admin/recomputations']) {
      expect((await ada.get(path)).body).toMatchObject({ status: 403, code: 'forbidden' })
    }
  })

  it('count who signed up and who was there', async () => {
    const admin = await stack.newUser({ role: 'admin' })
    await admin.post('/v1/posts', { content: 'Good morning.' })
    await stack.settled()
    const { status, body } = await admin.get('/v1/admin/analytics')
    expect(status).toBe(200)
    expect(body.series).toHaveLength(30)
    const today = body.series.at(-1)
    expect(today).toMatchObject({ at: expect.stringMatching(/T00:00:00.000Z$/) })
    for (const name of ['sign_ups', 'active_users', 'articles', 'posts']) expect(today[name], name).toBeGreaterThanOrEqual(1)
  })
})

describe('recomputations', () => {
  it('are listed, newest first', async () => {
    const admin = await stack.newUser({ role: 'admin' })
    for (let left = 2; left > 0; left -= 1) expect((await stack.runSchedule('recompute-statistics')).status).toBeLessThan(300)
    const runs = await admin.all('/v1/admin/recomputations?limit=1')
    const [last, before] = runs
    expect(last).toMatchObject({ drift_found: 0, drift_repaired: 0, rows_checked: expect.any(Number), duration_ms: expect.any(Number) })
    expect(last.started_at >= before.started_at && last.finished_at >= last.started_at).toBe(true)
  })
})
