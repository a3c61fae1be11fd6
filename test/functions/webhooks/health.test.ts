import { afterEach, expect, it, vi } from 'vitest'
import { Webhooks } from '../../../functions/webhooks/model.ts'
import { addDeliveries, deliveriesOf, moveTo, stored, useWebhooks, wake, webhookTo } from './sending.ts'

const functions = useWebhooks()

const minute = 60_000
const day = 24 * 60 * minute

afterEach(() => vi.useRealTimers())

it('a webhook whose receiver fails rests for a minute, and goes on where it was', async () => {
  const { receiver, webhook } = await webhookTo(functions(), (nth) => (nth <= 10 ? 503 : 200))
  const start = Date.now()
  moveTo(start)
  await addDeliveries(functions(), webhook, 25)
  await wake(functions(), webhook)
  await wake(functions(), webhook)
  expect(receiver.received).toHaveLength(10)
  moveTo(start + minute)
  await wake(functions(), webhook)
  expect(receiver.received).toHaveLength(25)
  moveTo(start + 2 * minute)
  await wake(functions(), webhook)
  expect(receiver.received).toHaveLength(35)
  expect((await deliveriesOf(functions(), webhook)).every(({ status }) => status === 'delivered')).toBe(true)
})

it.each([
  ['3600', 60 * minute],
  [new Date('2030-01-01T02:00:00Z').toUTCString(), 120 * minute],
  ['999999999', day],
  ['5', minute],
  ['soon', minute],
  [new Date('2020-01-01T00:00:00Z').toUTCString(), minute],
])('a webhook rests as long as its receiver asks, from a minute to a day: %s', async (asked, expected) => {
  const { webhook } = await webhookTo(functions(), () => (response) => response.writeHead(429, { 'retry-after': asked }).end())
  moveTo(new Date('2030-01-01T00:00:00Z'))
  await addDeliveries(functions(), webhook)
  await wake(functions(), webhook)
  expect((await stored(functions(), webhook)).resting_until).toEqual(new Date(Date.now() + expected))
})

it('a webhook does not rest while some of what it is sent is taken', async () => {
  const { receiver, webhook } = await webhookTo(functions(), (nth) => (nth % 2 === 0 ? 200 : 500))
  await addDeliveries(functions(), webhook, 30)
  await wake(functions(), webhook)
  expect(receiver.received).toHaveLength(30)
  expect(await stored(functions(), webhook)).toMatchObject({ failing_since: null, resting_until: null })
})

it('a webhook whose receiver is gone is turned off, and what is due for it fails', async () => {
  const { receiver, webhook } = await webhookTo(functions(), (nth) => (nth === 1 ? 410 : 200))
  await addDeliveries(functions(), webhook, 1)
  await wake(functions(), webhook)
  await addDeliveries(functions(), webhook, 12)
  expect(await stored(functions(), webhook)).toMatchObject({
    enabled: false,
    disabled_reason: 'gone',
    outbox: [{ type: 'webhook.disabled', to: ['report-disabled-webhook'] }],
  })
  moveTo(Date.now() + 2 * minute)
  await wake(functions(), webhook)
  expect(receiver.received).toHaveLength(1)
  const found = await deliveriesOf(functions(), webhook)
  expect(found.map(({ status, error }) => `${status} ${error}`)).toEqual(Array(13).fill('failed webhook_disabled'))
})

it('a webhook that nobody has answered for five days is turned off', async () => {
  const { webhook } = await webhookTo(functions(), () => 500)
  const start = Date.now()
  for (const days of [0, 2, 4.9]) {
    moveTo(start + days * day)
    await addDeliveries(functions(), webhook)
    await wake(functions(), webhook)
    expect(await stored(functions(), webhook)).toMatchObject({ enabled: true, failing_since: new Date(start) })
  }
  moveTo(start + 5 * day)
  await wake(functions(), webhook)
  expect(await stored(functions(), webhook)).toMatchObject({
    enabled: false,
    disabled_reason: 'failing',
    outbox: [{ type: 'webhook.disabled' }],
  })
})

it('a webhook is not judged by what was sent to its earlier address', async () => {
  const { receiver, webhook } = await webhookTo(functions(), async () => {
    await functions().database.collection(Webhooks.name).updateOne({ _id: webhook._id }, { $set: { url: 'http://127.0.0.1:1/' } })
    return 410
  })
  await addDeliveries(functions(), webhook)
  await wake(functions(), webhook)
  expect(receiver.received).toHaveLength(1)
  expect(await stored(functions(), webhook)).toMatchObject({ enabled: true, failing_since: null, resting_until: null })
})

it('a webhook that is deleted is sent nothing', async () => {
  const { receiver, webhook } = await webhookTo(functions(), () => 200)
  await addDeliveries(functions(), webhook)
  await functions().database.collection(Webhooks.name).deleteOne({ _id: webhook._id })
  await wake(functions(), webhook)
  expect(receiver.received).toEqual([])
})
