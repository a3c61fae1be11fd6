import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Actor } from '../../support/actor.ts'
import { patience } from '../../support/patience.ts'
import type { Stack } from '../../support/stack.ts'
import { useAdministrator } from './administrator.ts'
import { signersOf } from './receiver.ts'

const administrator = useAdministrator()
const nowhere = '665f1c2ab7d4a3e1f0c9d8b7'

let stack: Stack
let root: Actor

beforeAll(() => {
  stack = administrator().stack
  root = administrator().root
})

describe('a secret that is replaced', () => {
  it('signs beside the new one', async () => {
    const { receiver, webhook, path } = await administrator().webhookTo()
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
    const { receiver, path } = await administrator().webhookTo()
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
    const { receiver, webhook, path, become, deliveries } = await administrator().webhookTo()
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
    const { path, deliveries } = await administrator().webhookTo((nth) => (nth === 1 ? 200 : 500))
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
    const { receiver, path, become } = await administrator().webhookTo()
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
    const { receiver, path, become } = await administrator().webhookTo((nth) => (nth === 1 ? 410 : 200))
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
    const { path, become } = await administrator().webhookTo(() => held.then(() => 200))
    const { body } = await root.post(`${path}/test`)
    expect(await root.post(`${path}/deliveries/${body.id}/replay`)).toMatchObject({ status: 409, body: { code: 'delivery_pending' } })
    release()
    await become('delivered')
    const other = await administrator().webhookTo()
    const missing = { status: 404, body: { code: 'delivery_not_found' } }
    expect(await root.post(`${other.path}/deliveries/${body.id}/replay`)).toMatchObject(missing)
    expect(await root.post(`${path}/deliveries/${nowhere}/replay`)).toMatchObject(missing)
  })

  it('that two ask for at the same time is sent again once', async () => {
    const { receiver, path, become } = await administrator().webhookTo()
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
