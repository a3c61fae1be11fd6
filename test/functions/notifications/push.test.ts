import { createPublicKey } from 'node:crypto'
import { jwtVerify } from 'jose'
import { ObjectId } from 'mongodb'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { articleOf } from '../../support/articles.ts'
import { type Stack, useStack } from '../../support/stack.ts'
import { choose } from './mailed.ts'
import { type PushBrowser, startBrowser } from './push-browser.ts'

let stack: Stack
let ada: Actor
let bob: Actor
let article: Json

beforeEach(async () => {
  stack = await useStack()
  ada = await stack.newUser()
  bob = await stack.newUser({ full_name: 'Bob' })
  article = await articleOf(ada)
  await choose(ada, { like: { push: true } })
})

const path = '/v1/me/push-subscriptions'

async function register(user: Actor, { subscription }: PushBrowser): Promise<Json> {
  const answer = await user.post(path, subscription)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}

async function likedBy(actor: Actor, thing: Json = article): Promise<void> {
  await actor.put(`/v1/articles/${thing.id}/like`)
  await stack.settled()
}

const messagesOf = ({ pushes }: PushBrowser) => pushes.map(({ message }) => message)
const endpointsOf = async (user: Actor) => (await user.all(path)).map(({ endpoint }) => endpoint)

describe('a push', () => {
  it('reaches every browser, encrypted, and says what the entry says', async () => {
    const browsers = [await startBrowser(), await startBrowser()]
    for (const browser of browsers) await register(ada, browser)
    await likedBy(bob)
    const [entry] = (await ada.get('/v1/notifications')).body.items
    const content = `Bob liked your article “${article.title}”`
    const message = {
      notification_id: entry.id,
      type: 'like',
      title: 'Like',
      content,
      subject_type: 'articles',
      subject_id: article.id,
      post_id: null,
      comment_id: null,
    }
    for (const browser of browsers) {
      expect(messagesOf(browser)).toEqual([message])
      expect(browser.pushes[0]?.headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '86400', topic: entry.id })
    }
  })

  it('is signed with the key that browsers subscribe with', async () => {
    const browser = await startBrowser()
    await register(ada, browser)
    await likedBy(bob)
    const { public_key } = (await stack.anonymous.get('/v1/push-key')).body
    const point = Buffer.from(public_key, 'base64url')
    const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')]
    const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
    const [, token = '', named] = /^vapid t=(\S+), k=(\S+)$/.exec(browser.pushes[0]?.headers.authorization ?? '') ?? []
    expect(named).toBe(public_key)
    const { payload } = await jwtVerify(token, key, { audience: new URL(browser.subscription.endpoint).origin })
    expect(payload.sub).toMatch(/^mailto:/)
  })

  it('fits into what push services take, whatever things and people are called', async () => {
    const browser = await startBrowser()
    await register(ada, browser)
    const title = '𝔄'.repeat(200)
    const { body: long } = await ada.post('/v1/articles', { title, content: 'Text.' })
    await ada.post(`/v1/articles/${long.id}/publish`)
    await likedBy(bob, long)
    expect(messagesOf(browser)[0].content).toContain(title)
    expect(browser.pushes[0]?.bytes).toBeLessThanOrEqual(4096)
  })

  it('comes when an entry opens, for the types that it was chosen for, listed or not', async () => {
    const browser = await startBrowser()
    await register(ada, browser)
    await bob.post(`/v1/articles/${article.id}/shares`, { platform: 'link' })
    await likedBy(bob)
    await likedBy(await stack.newUser())
    expect(messagesOf(browser).map(({ type }) => type)).toEqual(['like'])

    await choose(ada, { follow: { push: true, in_app: false } })
    await bob.put(`/v1/users/${ada.id}/follow`)
    await stack.settled()
    expect(messagesOf(browser).map(({ type }) => type)).toEqual(['like', 'follow'])
    expect((await ada.get('/v1/notifications?type=follow')).body.items).toEqual([])
  })

  it('comes to nobody who has turned notifications off', async () => {
    const browser = await startBrowser()
    await register(ada, browser)
    await ada.patch('/v1/me/settings', { notifications: false })
    await likedBy(bob)
    expect(browser.asked()).toBe(0)
  })

  it('comes again where the push service was busy, and nowhere else', async () => {
    const [busy, idle] = [await startBrowser((nth) => [429, 503][nth - 1] ?? 201), await startBrowser()]
    for (const browser of [busy, idle]) await register(ada, browser)
    await likedBy(bob)
    expect([busy.asked(), messagesOf(busy).length]).toEqual([3, 1])
    expect([idle.asked(), messagesOf(idle).length]).toEqual([1, 1])
  })

  it.each([404, 410])('ends a subscription whose push service answers %d', async (status) => {
    const [gone, present] = [await startBrowser(() => status), await startBrowser()]
    for (const browser of [gone, present]) await register(ada, browser)
    await likedBy(bob)
    expect(gone.asked()).toBe(1)
    expect(messagesOf(present)).toHaveLength(1)
    expect(await endpointsOf(ada)).toEqual([present.subscription.endpoint])
  })

  it.each([
    ['eleven minutes', 11 * 60_000, 1],
    ['eight days', 8 * 24 * 3_600_000, 0],
  ])('is given up at once where its push service has failed for %s', async (_, failingMs, left) => {
    const browser = await startBrowser(() => 503)
    const { id } = await register(ada, browser)
    const subscriptions = (await stack.database()).db('atrium').collection('push_subscriptions')
    await subscriptions.updateOne({ _id: new ObjectId(id) }, { $set: { failing_since: new Date(Date.now() - failingMs) } })
    await likedBy(bob)
    expect(browser.asked()).toBe(1)
    expect(await endpointsOf(ada)).toHaveLength(left)
  })

  it('that is refused for good is not tried again, and the subscription stays', async () => {
    const browser = await startBrowser(() => 403)
    await register(ada, browser)
    await likedBy(bob)
    expect(browser.asked()).toBe(1)
    expect(await endpointsOf(ada)).toHaveLength(1)
  })
})

describe('a subscription', () => {
  it('is listed and removed by its owner alone, and tells its keys to nobody', async () => {
    const browser = await startBrowser()
    const made = await register(ada, browser)
    expect(made).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      endpoint: browser.subscription.endpoint,
      expiration_time: null,
      created_at: expect.any(String),
      updated_at: made.created_at,
    })
    expect(await ada.all(path)).toEqual([made])
    expect(await bob.all(path)).toEqual([])
    expect(await bob.delete(`${path}/${made.id}`)).toMatchObject({ status: 404, body: { code: 'subscription_not_found' } })
    expect((await ada.delete(`${path}/${made.id}`)).status).toBe(204)
    expect((await ada.delete(`${path}/${made.id}`)).status).toBe(404)
    await likedBy(bob)
    expect(browser.asked()).toBe(0)
  })

  it('that is registered again is the same, with its new keys', async () => {
    const [browser, other] = [await startBrowser(), await startBrowser()]
    const { id, created_at } = await register(ada, browser)
    const again = await ada.post(path, { ...other.subscription, endpoint: browser.subscription.endpoint })
    expect(again.body).toMatchObject({ id, created_at })
    const back = await register(ada, browser)
    expect(back.updated_at > created_at).toBe(true)
    await likedBy(bob)
    expect(messagesOf(browser)).toHaveLength(1)
  })

  it('goes to whoever registers it last, as when people share a computer', async () => {
    const browser = await startBrowser()
    const { id } = await register(ada, browser)
    await register(bob, browser)
    expect(await endpointsOf(ada)).toEqual([])
    expect((await ada.delete(`${path}/${id}`)).status).toBe(404)
    await likedBy(bob)
    expect(browser.asked()).toBe(0)
  })

  it('makes room for the twenty-first, the one that was registered longest ago', async () => {
    const { subscription } = await startBrowser()
    const at = (index: number) => `${subscription.endpoint}/${index}`
    for (let index = 0; index < 20; index += 1) await ada.post(path, { ...subscription, endpoint: at(index) })
    await ada.post(path, { ...subscription, endpoint: at(0) })
    await Promise.all([20, 21].map((index) => ada.post(path, { ...subscription, endpoint: at(index) })))
    const kept = new Set(await endpointsOf(ada))
    expect(kept.size).toBe(20)
    expect([0, 1, 2, 3, 20, 21].filter((index) => kept.has(at(index)))).toEqual([0, 3, 20, 21])
  })

  it.each([
    ['/endpoint', { endpoint: 'https://10.0.0.1/push' }],
    ['/endpoint', { endpoint: 'https://[fd00::1]/push' }],
    ['/endpoint', { endpoint: 'https://169.254.169.254/latest/meta-data' }],
    ['/endpoint', { endpoint: 'http://push.example.org/1' }],
    ['/endpoint', { endpoint: 'https://ada:secret@push.example.org/1' }],
    ['/endpoint', { endpoint: 'ftp://push.example.org/1' }],
    ['/keys/p256dh', { keys: { p256dh: 'A'.repeat(87), auth: 'A'.repeat(22) } }],
    ['/keys/p256dh', { keys: { p256dh: 'short', auth: 'A'.repeat(22) } }],
    ['/keys/auth', { keys: { p256dh: 'A'.repeat(87), auth: 'short' } }],
    ['/expiration_time', { expiration_time: '2020-01-01T00:00:00.000Z' }],
    ['/expirationTime', { expirationTime: null }],
  ])('is refused for its %s: %j', async (pointer, part) => {
    const { subscription } = await startBrowser()
    const { status, body } = await ada.post(path, { ...subscription, ...part })
    expect([status, body.errors?.map((error: Json) => error.path)]).toEqual([422, [pointer]])
  })
})
