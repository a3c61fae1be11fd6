import { beforeAll, describe, expect, it, vi } from 'vitest'
import { publicEventTypes } from '../../../functions/webhooks/public-events.ts'
import type { Actor } from '../../support/actor.ts'
import { articleOf, commentBy } from '../../support/articles.ts'
import { patience } from '../../support/patience.ts'
import { freshName, type Stack } from '../../support/stack.ts'
import { useAdministrator, webhooksPath } from './administrator.ts'
import { signersOf } from './receiver.ts'

const administrator = useAdministrator()
const nowhere = '665f1c2ab7d4a3e1f0c9d8b7'

let stack: Stack
let root: Actor

beforeAll(() => {
  stack = administrator().stack
  root = administrator().root
})

describe('what happens', () => {
  it('is told of every type, signed, once, in an envelope', async () => {
    const names = [freshName(), freshName()] as const
    const about: string[] = [...names]
    const { receiver, webhook } = await administrator().webhookTo(() => 200, { body: { event_types: publicEventTypes }, about })
    const [ada, bob] = [await stack.newUser({ username: names[0] }), await stack.newUser({ username: names[1] })]
    about.push(ada.id, bob.id)
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

    const once = publicEventTypes.flatMap((type) => (['user.registered', 'article.published'].includes(type) ? [type, type] : [type]))
    await vi.waitFor(() => expect(receiver.received.map(({ body }) => body.type).toSorted()).toEqual(once.toSorted()), patience)
    await stack.settled()
    expect(receiver.received).toHaveLength(once.length)
    for (const message of receiver.received) {
      expect(signersOf(message, [webhook.secret])).toEqual([webhook.secret])
      expect(Object.keys(message.body)).toEqual(['type', 'timestamp', 'data'])
    }
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(once.length)
    const liked = receiver.received.find(({ body }) => body.type === 'like.created')?.body
    expect(liked.data).toMatchObject({ subject_type: 'articles', subject_id: article.id, owner_id: ada.id, user_id: bob.id })
    expect(receiver.received.some(({ text }) => text.includes(ada.email) || text.includes(bob.email) || text.includes('ine words'))).toBe(false)
  })

  it('is told to who is there, whoever is not', async () => {
    const bob = await stack.newUser()
    const silent = await administrator().webhookTo(() => 'nothing', { about: [bob.id] })
    const quick = await administrator().webhookTo(() => 204, { about: [bob.id] })
    await root.patch(`/v1/users/${bob.id}/role`, { role: 'instructor' })
    await quick.become('delivered')
    expect(await silent.deliveries()).toMatchObject([{ status: 'pending', response_status: null, error: null }])
  })
})

describe('a webhook', () => {
  it('shows its secret when it is made, and never again', async () => {
    const { webhook, path } = await administrator().webhookTo(() => 204, { body: { description: 'Orders' } })
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
    expect((await root.all(webhooksPath)).find(({ id }) => id === webhook.id)).toEqual(shown)
    expect((await root.patch(path, {})).body).toEqual(shown)
    const { secret: other } = await administrator().create({ url: webhook.url })
    expect(other).not.toBe(webhook.secret)
  })

  it('is every administrator’s and nobody else’s', async () => {
    const { path } = await administrator().webhookTo()
    const [other, moderator] = [await stack.newUser({ role: 'admin' }), await stack.newUser({ role: 'moderator' })]
    expect((await other.get(path)).status).toBe(200)
    for (const call of ['', '/deliveries']) {
      expect(await moderator.get(`${path}${call}`)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
      expect((await stack.anonymous.get(`${path}${call}`)).status).toBe(401)
    }
    for (const call of ['/test', '/rotate-secret', `/deliveries/${nowhere}/replay`]) expect((await moderator.post(`${path}${call}`)).status).toBe(403)
    expect((await moderator.post(webhooksPath, { url: 'https://example.com', event_types: ['like.created'] })).status).toBe(403)
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
    expect(await root.post(webhooksPath, { url, event_types: ['like.created'] })).toMatchObject({ status: 422, body: { code: 'url_not_allowed' } })
    const { path, webhook } = await administrator().webhookTo()
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
    const answer = await root.post(webhooksPath, { url: 'https://example.com/', event_types: ['like.created'], ...body })
    expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed' } })
  })

  it('names each type once', async () => {
    const { webhook } = await administrator().webhookTo(() => 204, { body: { event_types: ['user.role_changed', 'user.role_changed'] } })
    expect(webhook.event_types).toEqual(['user.role_changed'])
  })

  it('that is off is sent nothing, and goes on when it is on again', async () => {
    const bob = await stack.newUser()
    const { receiver, path, deliveries } = await administrator().webhookTo(() => 204, { about: [bob.id] })
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
    const { webhook, path, become } = await administrator().webhookTo()
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
    expect((await root.all(webhooksPath)).some(({ id }) => id === webhook.id)).toBe(false)
  })

  it('whose receiver says that it is gone is turned off, and begins anew when it is turned on', async () => {
    const { receiver, path } = await administrator().webhookTo((nth) => (nth === 1 ? 410 : 200))
    await root.post(`${path}/test`)
    const off = { enabled: false, disabled_reason: 'gone', failing_since: null }
    await vi.waitFor(async () => expect((await root.get(path)).body).toMatchObject(off), patience)
    await root.patch(path, { enabled: true })
    expect((await root.post(`${path}/test`)).status).toBe(201)
    await vi.waitFor(() => expect(receiver.received.length).toBeGreaterThan(1), patience)
  })
})
