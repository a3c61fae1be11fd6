import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { mostAttempts } from '../../../functions/webhooks/attempts.ts'
import { WebhookDeliveries, type WebhookDocument } from '../../../functions/webhooks/model.ts'
import { Leases } from '../../../shared/runtime/leases.ts'
import { Outbox } from '../../../shared/store/outbox.ts'
import { patience } from '../../support/patience.ts'
import { type Answer, type Received, signersOf } from './receiver.ts'
import { addDeliveries, deliveriesOf, moveTo, stored, useWebhooks, wake, webhookTo } from './sending.ts'

const functions = useWebhooks()

const minute = 60_000
const day = 24 * 60 * minute

afterEach(() => vi.useRealTimers())

const leaseOf = ({ _id }: Pick<WebhookDocument, '_id'>) => `deliver-webhook:${_id.toHexString()}`
const idsOf = (received: readonly Received[]) => received.map(({ headers }) => headers['webhook-id'])

describe('a delivery', () => {
  it('is signed, and done when its receiver takes it', async () => {
    const { receiver, webhook } = await webhookTo(functions(), () => 299)
    const [delivery] = await addDeliveries(functions(), webhook)
    await wake(functions(), webhook)
    const [message] = receiver.received
    expect(receiver.received).toHaveLength(1)
    expect(message?.text).toBe(delivery?.payload)
    expect(message?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'Atrium-Webhooks/1.0',
      'webhook-id': delivery?.event_id,
    })
    expect(Math.abs(Number(message?.headers['webhook-timestamp']) * 1000 - Date.now())).toBeLessThan(minute)
    expect(message && signersOf(message, [webhook.secret])).toEqual([webhook.secret])
    expect(await deliveriesOf(functions(), webhook)).toMatchObject([
      { status: 'delivered', attempts: 1, next_attempt_at: null, response_status: 299, error: null },
    ])
  })

  it('that nobody takes is tried ten times in three days, further apart each time, then given up', async () => {
    const { receiver, webhook } = await webhookTo(functions(), () => 500)
    await addDeliveries(functions(), webhook)
    const times: number[] = []
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      const [before] = await deliveriesOf(functions(), webhook)
      const due = before?.next_attempt_at?.getTime() ?? 0
      times.push(due)
      moveTo(due - 1)
      await wake(functions(), webhook)
      expect(receiver.received).toHaveLength(attempt - 1)
      moveTo(due)
      await wake(functions(), webhook)
      expect(receiver.received).toHaveLength(attempt)
    }
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
    expect(gaps).toEqual(gaps.toSorted((a, b) => a - b))
    expect(gaps[0]).toBeLessThanOrEqual(1.1 * minute)
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(3 * day)
    expect(new Set(idsOf(receiver.received)).size).toBe(1)
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(mostAttempts)
    expect(receiver.received.filter((message) => signersOf(message, [webhook.secret]).length === 1)).toHaveLength(mostAttempts)
    expect(await deliveriesOf(functions(), webhook)).toMatchObject([
      { status: 'failed', attempts: mostAttempts, next_attempt_at: null, response_status: 500 },
    ])
  })

  it.each<[string, Answer, object]>([
    ['redirects', (response) => response.writeHead(307, { location: '/elsewhere' }).end(), { response_status: 307, error: null }],
    ['refuses', 400, { response_status: 400, error: null }],
    ['breaks off', (response) => void response.destroy(), { response_status: null, error: 'connection_failed' }],
  ])('comes again to a receiver that %s', async (_, answer, found) => {
    const { receiver, webhook } = await webhookTo(functions(), (nth) => (nth === 1 ? answer : 200))
    await addDeliveries(functions(), webhook)
    await wake(functions(), webhook)
    expect(receiver.received).toHaveLength(1)
    expect(await deliveriesOf(functions(), webhook)).toMatchObject([{ status: 'pending', attempts: 1, ...found }])
    expect((await stored(functions(), webhook)).failing_since).not.toBeNull()
    moveTo(Date.now() + 2 * minute)
    await wake(functions(), webhook)
    expect(await deliveriesOf(functions(), webhook)).toMatchObject([{ status: 'delivered', attempts: 2, response_status: 200, error: null }])
    expect(await stored(functions(), webhook)).toMatchObject({ failing_since: null, resting_until: null, enabled: true })
    expect(new Set(idsOf(receiver.received)).size).toBe(1)
  })

  it('to nobody is known to have reached nobody', async () => {
    const { receiver, webhook } = await webhookTo(functions(), () => 200)
    receiver.stop()
    await addDeliveries(functions(), webhook)
    await wake(functions(), webhook)
    expect(await deliveriesOf(functions(), webhook)).toMatchObject([{ status: 'pending', error: 'connection_failed', response_status: null }])
  })

  it('is sent by one of two senders, whatever keeps them apart', async () => {
    const { receiver, webhook } = await webhookTo(functions(), () => pause(20).then(() => 200))
    await addDeliveries(functions(), webhook, 60)
    const leases = functions().database.collection<{ _id: string }>(Leases.name)
    const first = wake(functions(), webhook)
    // Without the lease nothing but the claims themselves keeps the senders apart.
    await vi.waitFor(async () => expect((await leases.deleteMany({ _id: leaseOf(webhook) })).deletedCount).toBe(1), { ...patience, interval: 1 })
    await Promise.all([first, wake(functions(), webhook)])
    expect(receiver.received).toHaveLength(60)
    expect(new Set(idsOf(receiver.received)).size).toBe(60)
  })

  it('whose outcome was not kept comes again', async () => {
    const { receiver, webhook } = await webhookTo(functions(), () => 200)
    const [delivery] = await addDeliveries(functions(), webhook)
    const deliveries = functions().database.collection(WebhookDeliveries.name)
    // As a sender leaves it that ends between the answer and its last write.
    await deliveries.updateOne({ _id: delivery?._id }, { $set: { attempts: 1, next_attempt_at: new Date(Date.now() + minute) } })
    await wake(functions(), webhook)
    expect(receiver.received).toEqual([])
    moveTo(Date.now() + minute)
    await wake(functions(), webhook)
    expect(idsOf(receiver.received)).toEqual([delivery?.event_id])
  })
})

describe('a sender', () => {
  it('has at most ten requests open, and sends all that is due', async () => {
    const ten = Promise.withResolvers<void>()
    const { receiver, webhook } = await webhookTo(functions(), async (nth) => {
      // The first ten are kept open until all of them are, and an eleventh would have come.
      if (nth === 10) ten.resolve(pause(50))
      await ten.promise
      return 200
    })
    await addDeliveries(functions(), webhook, 45)
    await wake(functions(), webhook)
    expect([receiver.received.length, receiver.busiest()]).toEqual([45, 10])
  })

  it('sends what comes while it works, though another that was woken for it leaves', async () => {
    const { receiver, webhook } = await webhookTo(functions(), async (nth) => {
      if (nth > 1) return 200
      await addDeliveries(functions(), webhook)
      await wake(functions(), webhook)
      expect(receiver.received).toHaveLength(1)
      return 200
    })
    await addDeliveries(functions(), webhook)
    await wake(functions(), webhook)
    expect(receiver.received).toHaveLength(2)
    expect(await deliveriesOf(functions(), webhook)).toMatchObject([{ status: 'delivered' }, { status: 'delivered' }])
  })

  it('begins no page when its time is over, and has itself called again for the rest', async () => {
    const { receiver, webhook } = await webhookTo(functions(), (nth) => {
      if (nth === 10) vi.advanceTimersByTime(20_000)
      return 200
    })
    await addDeliveries(functions(), webhook, 25)
    vi.useFakeTimers({ toFake: ['performance'] })
    await wake(functions(), webhook)
    expect(receiver.received).toHaveLength(10)
    const entries = await functions().database.collection(Outbox.name).find().toArray()
    const events = entries.flatMap(({ outbox }) => outbox as { type: string; data: { webhook_id: string } }[])
    const own = events.filter(({ data }) => data.webhook_id === webhook._id.toHexString())
    expect(own.map(({ type }) => type)).toEqual(['webhook-deliveries.due'])
    vi.useRealTimers()
    await wake(functions(), webhook)
    expect(receiver.received).toHaveLength(25)
  })

  it('looks once more when it has given its lease back, for who left because it was taken', async () => {
    const { client, database } = functions()
    const leases = database.collection<{ _id: string }>(Leases.name)
    await using session = client.startSession()
    const { receiver, webhook } = await webhookTo(functions(), async (nth) => {
      if (nth > 1) return 200
      // While this is not over the lease cannot be given back.
      session.startTransaction()
      await leases.updateOne({ _id: leaseOf(webhook) }, { $set: { until: new Date() } }, { session })
      return 200
    })
    await addDeliveries(functions(), webhook)
    const first = wake(functions(), webhook)
    const blocked = { op: 'remove', ns: leases.namespace }
    const givingBack = () => client.db('admin').aggregate([{ $currentOp: {} }, { $match: blocked }]).toArray()
    await vi.waitFor(async () => expect(await givingBack()).toHaveLength(1), patience)

    await addDeliveries(functions(), webhook)
    await wake(functions(), webhook)
    expect(receiver.received).toHaveLength(1)
    await session.abortTransaction()
    await first
    expect(receiver.received).toHaveLength(2)
  })

  it('waits ten seconds for a receiver that says nothing, and keeps no other waiting', { timeout: 90_000 }, async () => {
    const silent = await webhookTo(functions(), () => 'nothing')
    const quick = await webhookTo(functions(), () => 200)
    await addDeliveries(functions(), silent.webhook, 30)
    const waiting = wake(functions(), silent.webhook)
    await vi.waitFor(() => expect(silent.receiver.open()).toBe(10), patience)
    await addDeliveries(functions(), quick.webhook, 30)
    await wake(functions(), quick.webhook)
    expect([quick.receiver.received.length, silent.receiver.open()]).toEqual([30, 10])
    await waiting
    // After one page without an answer the others are left for later.
    expect(silent.receiver.received).toHaveLength(10)
    const found = await deliveriesOf(functions(), silent.webhook)
    expect(found.filter(({ error }) => error === 'timed_out')).toHaveLength(10)
    expect(found.every(({ status }) => status === 'pending')).toBe(true)
    expect(found.every(({ duration_ms }) => duration_ms === null || duration_ms >= 9_900)).toBe(true)
  })
})
