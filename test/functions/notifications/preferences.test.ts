import { beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../support/actor.ts'
import { articleOf } from '../../support/articles.ts'
import { type Stack, useStack } from '../../support/stack.ts'

let stack: Stack
let ada: Actor

beforeEach(async () => {
  stack = await useStack()
  ada = await stack.newUser()
})

const path = '/v1/me/notification-preferences'
const byDefault = { in_app: true, push: false, email: 'off' }

describe('preferences', () => {
  it('begin with everything in the app and nothing beside it', async () => {
    const { status, body } = await ada.get(path)
    expect(status).toBe(200)
    expect(Object.keys(body).toSorted()).toEqual([
      'article_published',
      'comment',
      'follow',
      'follow_accepted',
      'follow_request',
      'like',
      'mention',
      'quote',
      'reply',
      'repost',
      'share',
      'system',
    ])
    for (const channels of Object.values(body)) expect(channels).toEqual(byDefault)
  })

  it('change channel by channel', async () => {
    expect((await ada.patch(path, { like: { email: 'daily' } })).body.like).toEqual({ ...byDefault, email: 'daily' })
    const both = await Promise.all([ada.patch(path, { like: { push: true } }), ada.patch(path, { share: { in_app: false } })])
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    const { body } = await ada.get(path)
    expect(body).toMatchObject({ like: { in_app: true, push: true, email: 'daily' }, share: { ...byDefault, in_app: false }, reply: byDefault })
    expect((await ada.patch(path, {})).body).toEqual(body)
    expect((await ada.patch(path, { like: {} })).body).toEqual(body)
  })

  it('know no other types, channels or values', async () => {
    for (const body of [{ likes: { push: true } }, { like: { sms: true } }, { like: { email: 'weekly' } }, { like: null }, { like: { in_app: null } }]) {
      expect((await ada.patch(path, body)).status, JSON.stringify(body)).toBe(422)
    }
  })

  it('are one’s own', async () => {
    expect((await stack.anonymous.get(path)).status).toBe(401)
    await ada.patch(path, { like: { push: true } })
    expect((await (await stack.newUser()).get(path)).body.like).toEqual(byDefault)
  })

  it('silence one type and not the others', async () => {
    const bob = await stack.newUser()
    const article = await articleOf(ada)
    await ada.patch(path, { like: { in_app: false } })
    await bob.put(`/v1/articles/${article.id}/like`)
    await bob.post(`/v1/articles/${article.id}/shares`, { platform: 'link' })
    await stack.settled()
    const { body } = await ada.get('/v1/notifications')
    expect(body.items.map(({ type }: { type: string }) => type)).toEqual(['share'])
  })
})

describe('the setting `notifications`', () => {
  it('silences everything while it is off', async () => {
    const bob = await stack.newUser()
    const article = await articleOf(ada)
    await ada.patch('/v1/me/settings', { notifications: false })
    await bob.put(`/v1/articles/${article.id}/like`)
    await stack.settled()
    expect((await ada.get('/v1/notifications')).body.items).toEqual([])
    expect((await ada.get('/v1/notifications/unread-count')).body).toEqual({ unread_count: 0 })

    await ada.patch('/v1/me/settings', { notifications: true })
    await bob.post(`/v1/articles/${article.id}/shares`, { platform: 'link' })
    await stack.settled()
    expect((await ada.get('/v1/notifications/unread-count')).body).toEqual({ unread_count: 1 })
  })
})
