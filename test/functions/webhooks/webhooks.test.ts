import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { publicEventTypes } from '../../../functions/webhooks/public-events.ts'
import type { Actor, Json } from '../../support/actor.ts'
import { type Stack, useStack } from '../../support/stack.ts'
import { articleOf, commentBy } from '../engagement/articles.ts'
import { type Answer, type Received, signersOf, startReceiver } from './receiver.ts'

let stack: Stack
let root: Actor

const all = '/v1/admin/webhooks'
const nowhere = '665f1c2ab7d4a3e1f0c9d8b7'
const patience = { timeout: 30_000, interval: 20 }

beforeAll(async () => {
  stack = await useStack()
  root = await stack.newUser({ role: 'admin' })
})

/** A webhook that is deleted with the test. It is told of nothing that other tests do, unless it asks for it. */
async function create(body: object): Promise<Json> {
  const answer = await root.post(all, { event_types: ['user.role_changed'], ...body })
  expect(answer.status, answer.text).toBe(201)
  onTestFinished(async () => void (await root.delete(`${all}/${answer.body.id}`)))
  return answer.body
}

async function webhookTo(answer: (nth: number, message: Received) => Answer | Promise<Answer> = () => 204, body: object = {}) {
  const receiver = await startReceiver(answer)
  const webhook = await create({ url: receiver.url, ...body })
  const path = `${all}/${webhook.id}`
  const deliveries = async (query = ''): Promise<Json[]> => root.all(`${path}/deliveries${query}`)
  /** Waits until the only delivery is in this state. */
  const become = (status: string) => vi.waitFor(async () => expect(await deliveries()).toMatchObject([{ status }]), patience)
  return { receiver, webhook, path, deliveries, become }
}

describe('what happens', () => {
  it('is told of every type, signed, once, in an envelope', async () => {
    const { receiver, webhook } = await webhookTo(() => 200, { event_types: publicEventTypes })
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const article = await articleOf(ada)
    const comment = await commentBy(bob, article, 'Fine words')
    await bob.patch(`/v1/comments/${comment.id}`, { content: 'Very fine words' })
    await bob.delete(`/v1/comments/${comment.id}`)
    await bob.put(`/v1/articles/${article.id}/like`)
    await bob.delete(`/v1/articles/${article.id}/like`)
    await bob.post(`/v1/articles/${article.id}/shares`, { platform: 'link' })
    await bob.put(`/v1/users/${ada.id}/follow`)
    await root.patch(`/v1/users/${bob.id}/role`, { role: 'moderator' })
    await ada.post(`/v1/articles/${article.id}/unpublish`)
    await ada.post(`/v1/articles/${article.id}/publish`)
    await ada.delete(`/v1/articles/${article.id}`)

    const concerns = ({ text }: Received) => text.includes(ada.id) || text.includes(bob.id)
    const told = () => receiver.received.filter(concerns)
    const once = publicEventTypes.flatMap((type) => (['user.registered', 'article.published'].includes(type) ? [type, type] : [type]))
    await vi.waitFor(() => expect(told().map(({ body }) => body.type).toSorted()).toEqual(once.toSorted()), patience)
    await stack.settled()
    expect(told()).toHaveLength(once.length)
    for (const message of told()) {
      expect(signersOf(message, [webhook.secret])).toEqual([webhook.secret])
      expect(Object.keys(message.body)).toEqual(['type', 'timestamp', 'data'])
    }
    expect(new Set(told().map(({ headers }) => headers['webhook-id'])).size).toBe(once.length)
    const liked = told().find(({ body }) => body.type === 'like.created')?.body
    expect(liked.data).toMatchObject({ subject_type: 'articles', subject_id: article.id, owner_id: ada.id, user_id: bob.id })
    expect(told().some(({ text }) => text.includes(ada.email) || text.includes(bob.email) || text.includes('ine words'))).toBe(false)
  })

  it('is told to who is there, whoever is not', async () => {
    const silent = await webhookTo(() => 'nothing')
    const quick = await webhookTo()
    const bob = await stack.newUser()
    await root.patch(`/v1/users/${bob.id}/role`, { role: 'instructor' })
    await quick.become('delivered')
    expect(await silent.deliveries()).toMatchObject([{ status: 'pending', response_status: null, error: null }])
  })
})

describe('a webhook', () => {
  it('shows its secret when it is made, and never again', async () => {
    const { webhook, path } = await webhookTo(() => 204, { description: 'Orders' })
    expect(webhook).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      url: expect.any(String),
      description: 'Orders',
      event_types: ['user.role_changed'],
      enabled: true,
      disabled_reason: null,
      failing_since: null,
      created_by: root.id,
      created_at: expect.any(String),
      updated_at: expect.any(String),
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
    })
    const { secret: _, ...shown } = webhook
    expect((await root.get(path)).body).toEqual(shown)
    expect((await root.all(all)).find(({ id }) => id === webhook.id)).toEqual(shown)
    expect((await root.patch(path, {})).body).toEqual(shown)
    const { secret: other } = await create({ url: webhook.url })
    expect(other).not.toBe(webhook.secret)
  })

  it('is every administrator’s and nobody else’s', async () => {
    const { path } = await webhookTo()
    const [other, moderator] = [await stack.newUser({ role: 'admin' }), await stack.newUser({ role: 'moderator' })]
    expect((await other.get(path)).status).toBe(200)
    for (const call of ['', '/deliveries']) {
      expect(await moderator.get(`${path}${call}`)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
      expect((await stack.anonymous.get(`${path}${call}`)).status).toBe(401)
    }
    for (const call of ['/test', '/rotate-secret', `/deliveries/${nowhere}/replay`]) expect((await moderator.post(`${path}${call}`)).status).toBe(403)
    expect((await moderator.post(all, { url: 'https://example.com', event_types: ['like.created'] })).status).toBe(403)
  })

  it.each([
    'http://example.com/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::ffff:10.0.0.1]/',
    'https://0xa9fea9fe/',
    'https://[fd00::1]/',
    'http://10.1/',
  ])('cannot lead to %s', async (url) => {
    expect(await root.post(all, { url, event_types: ['like.created'] })).toMatchObject({ status: 422, body: { code: 'url_not_allowed' } })
    const { path, webhook } = await webhookTo()
    expect(await root.patch(path, { url })).toMatchObject({ status: 422, body: { code: 'url_not_allowed' } })
    expect((await root.get(path)).body.url).toBe(webhook.url)
  })

  it.each([
    ['an unknown type', { event_types: ['mail.sent'] }],
    ['no type', { event_types: [] }],
    ['no address', { url: 'nowhere' }],
    ['a password in the address', { url: 'https://me:word@example.com/' }],
    ['another scheme', { url: 'ftp://example.com/' }],
    ['a misspelt field', { descriptoin: 'x' }],
    ['a secret of one’s own', { secret: 'whsec_AAAA' }],
  ])('is not made with %s', async (_, body) => {
    const answer = await root.post(all, { url: 'https://example.com/', event_types: ['like.created'], ...body })
    expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed' } })
  })

  it('names each type once', async () => {
    const { webhook } = await webhookTo(() => 204, { event_types: ['user.role_changed', 'user.role_changed'] })
    expect(webhook.event_types).toEqual(['user.role_changed'])
  })

  it('that is off is sent nothing, and goes on when it is on again', async () => {
    const { receiver, path, deliveries } = await webhookTo()
    const bob = await stack.newUser()
    expect((await root.patch(path, { enabled: false })).body).toMatchObject({ enabled: false, disabled_reason: 'by_admin' })
    expect(await root.post(`${path}/test`)).toMatchObject({ status: 409, body: { code: 'webhook_disabled' } })
    await root.patch(`/v1/users/${bob.id}/role`, { role: 'instructor' })
    await stack.settled()
    expect(await deliveries()).toEqual([])
    expect((await root.patch(path, { enabled: true })).body).toMatchObject({ enabled: true, disabled_reason: null })
    await root.patch(`/v1/users/${bob.id}/role`, { role: 'member' })
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1), patience)
  })

  it('that is deleted is gone, with its deliveries', async () => {
    const { webhook, path, become } = await webhookTo()
    const { body: delivery } = await root.post(`${path}/test`)
    await become('delivered')
    expect((await root.delete(path)).status).toBe(204)
    const gone = { status: 404, body: { code: 'webhook_not_found' } }
    expect(await root.delete(path)).toMatchObject(gone)
    expect(await root.get(path)).toMatchObject(gone)
    expect(await root.patch(path, { enabled: false })).toMatchObject(gone)
    expect(await root.get(`${path}/deliveries`)).toMatchObject(gone)
    expect(await root.post(`${path}/test`)).toMatchObject(gone)
    expect(await root.post(`${path}/rotate-secret`)).toMatchObject(gone)
    expect(await root.post(`${path}/deliveries/${delivery.id}/replay`)).toMatchObject(gone)
    expect((await root.all(all)).some(({ id }) => id === webhook.id)).toBe(false)
  })

  it('whose receiver says that it is gone is turned off, and begins anew when it is turned on', async () => {
    const { receiver, path } = await webhookTo((nth) => (nth === 1 ? 410 : 200))
    await root.post(`${path}/test`)
    const off = { enabled: false, disabled_reason: 'gone', failing_since: null }
    await vi.waitFor(async () => expect((await root.get(path)).body).toMatchObject(off), patience)
    await root.patch(path, { enabled: true })
    expect((await root.post(`${path}/test`)).status).toBe(201)
    await vi.waitFor(() => expect(receiver.received.length).toBeGreaterThan(1), patience)
  })
})

describe('a secret that is replaced', () => {
  it('signs beside the new one', async () => {
    const { receiver, webhook, path } = await webhookTo()
    const { status, body } = await root.post(`${path}/rotate-secret`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ id: webhook.id, secret: expect.stringMatching(/^whsec_/) })
    expect(body.secret).not.toBe(webhook.secret)
    expect(Date.parse(body.former_signs_until) - Date.now()).toBeGreaterThan(23.9 * 3_600_000)
    await root.post(`${path}/test`)
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1), patience)
    const [message] = receiver.received
    expect(message && signersOf(message, [webhook.secret, body.secret])).toEqual([webhook.secret, body.secret])
  })

  it('is replaced by one of two at the same time, and the answer tells a secret that signs', async () => {
    const { receiver, path } = await webhookTo()
    const answers = await Promise.all(Array.from({ length: 4 }, () => root.post(`${path}/rotate-secret`)))
    const won = answers.filter(({ status }) => status === 200).map(({ body }) => body.secret)
    expect(won.length).toBeGreaterThan(0)
    for (const { status, body } of answers.filter(({ status: each }) => each !== 200)) expect([status, body.code]).toEqual([409, 'webhook_changed'])
    await root.post(`${path}/test`)
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1), patience)
    const [message] = receiver.received
    expect(message && signersOf(message, won)).toEqual(won)
  })
})

describe('a delivery', () => {
  it('for a test says what it is', async () => {
    const { receiver, webhook, path, become, deliveries } = await webhookTo()
    const { status, body } = await root.post(`${path}/test`)
    expect([status, body.status, body.event_type, body.attempts]).toEqual([201, 'pending', 'webhook.test', 0])
    await become('delivered')
    expect(receiver.received[0]?.body).toEqual({ type: 'webhook.test', timestamp: body.created_at, data: { webhook_id: webhook.id } })
    const [delivered] = await deliveries()
    expect(delivered).toEqual({
      ...body,
      status: 'delivered',
      attempts: 1,
      last_attempt_at: expect.any(String),
      next_attempt_at: null,
      response_status: 204,
      duration_ms: expect.any(Number),
    })
  })

  it('is listed, the latest first, page by page and by its state', async () => {
    const { path, deliveries } = await webhookTo((nth) => (nth === 1 ? 200 : 500))
    const first = (await root.post(`${path}/test`)).body.id
    await vi.waitFor(async () => expect(await deliveries('?status=delivered')).toHaveLength(1), patience)
    const second = (await root.post(`${path}/test`)).body.id
    await vi.waitFor(async () => expect(await deliveries('?status=pending')).toMatchObject([{ response_status: 500 }]), patience)
    expect((await deliveries('?limit=1')).map(({ id }) => id)).toEqual([second, first])
    expect((await deliveries('?status=delivered&limit=1')).map(({ id }) => id)).toEqual([first])
    expect((await deliveries('?status=pending')).map(({ id }) => id)).toEqual([second])
    expect(await deliveries('?status=failed')).toEqual([])
  })

  it('can be sent again when it has ended, as the same event', async () => {
    const { receiver, path, become } = await webhookTo()
    const { body } = await root.post(`${path}/test`)
    await become('delivered')
    const replay = `${path}/deliveries/${body.id}/replay`
    expect(await root.post(replay)).toMatchObject({ status: 200, body: { id: body.id, status: 'pending', attempts: 0 } })
    await vi.waitFor(() => expect(receiver.received).toHaveLength(2), patience)
    await become('delivered')
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([body.event_id]))
    expect(new Set(receiver.received.map(({ text }) => text)).size).toBe(1)
  })

  it('that was given up can be sent again when its webhook is on', async () => {
    const { receiver, path, become } = await webhookTo((nth) => (nth === 1 ? 410 : 200))
    const { body } = await root.post(`${path}/test`)
    await vi.waitFor(async () => expect((await root.get(path)).body.enabled).toBe(false), patience)
    // What would take a minute, as it does in the test that moves the clock.
    const database = (await stack.database()).db('atrium')
    await database.collection('webhook_deliveries').updateOne({ event_id: body.event_id }, { $set: { next_attempt_at: new Date() } })
    await stack.runSchedule('retry-webhook-deliveries')
    await become('failed')
    const replay = `${path}/deliveries/${body.id}/replay`
    expect(await root.post(replay)).toMatchObject({ status: 409, body: { code: 'webhook_disabled' } })
    await root.patch(path, { enabled: true })
    expect((await root.post(replay)).status).toBe(200)
    await become('delivered')
    expect(receiver.received).toHaveLength(2)
  })

  it('that is under way cannot, nor can one of another webhook or none', async () => {
    let release = () => undefined as void
    const held = new Promise<void>((resolve) => (release = resolve))
    const { path, become } = await webhookTo(() => held.then(() => 200))
    const { body } = await root.post(`${path}/test`)
    expect(await root.post(`${path}/deliveries/${body.id}/replay`)).toMatchObject({ status: 409, body: { code: 'delivery_pending' } })
    release()
    await become('delivered')
    const other = await webhookTo()
    const missing = { status: 404, body: { code: 'delivery_not_found' } }
    expect(await root.post(`${other.path}/deliveries/${body.id}/replay`)).toMatchObject(missing)
    expect(await root.post(`${path}/deliveries/${nowhere}/replay`)).toMatchObject(missing)
  })

  it('that two ask for at the same time is sent again once', async () => {
    const { receiver, path, become } = await webhookTo()
    const { body } = await root.post(`${path}/test`)
    await become('delivered')
    const answers = await Promise.all(Array.from({ length: 5 }, () => root.post(`${path}/deliveries/${body.id}/replay`)))
    const accepted = answers.filter(({ status }) => status === 200).length
    expect(answers.every(({ status, body: { code } }) => status === 200 || code === 'delivery_pending')).toBe(true)
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1 + accepted), patience)
    await stack.settled()
    expect(receiver.received).toHaveLength(1 + accepted)
  })
})
