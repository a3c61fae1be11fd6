import { beforeAll, expect, it, vi } from 'vitest'
import type { Actor } from '../../support/actor.ts'
import { patience } from '../../support/patience.ts'
import type { RunningProcess } from '../../support/process.ts'
import { type Stack, startOwnStack } from '../../support/stack.ts'
import { mailedToken } from '../identity/one-time-link.ts'
import { type Answering, signersOf, startReceiver } from './receiver.ts'

let stack: Stack & RunningProcess
let root: Actor

const all = '/v1/admin/webhooks'
const minute = 60
const day = 24 * 60 * minute

beforeAll(async () => {
  stack = await startOwnStack()
  root = await stack.newUser({ role: 'admin' })
  await stack.anonymous.post('/v1/auth/email/verify', { token: await mailedToken(stack, root.email, 'verify-email') })
  return () => stack.stop()
})

/** Moves the time, and lets what falls due happen. */
async function wait(seconds: number): Promise<void> {
  await stack.advance(seconds)
  await stack.settled()
  // Access tokens live for minutes.
  root = await stack.signIn(root.username, root.password)
}

async function tested(answer: Answering) {
  const receiver = await startReceiver(answer)
  const { body: webhook } = await root.post(all, { url: receiver.url, event_types: ['user.role_changed'] })
  const path = `${all}/${webhook.id}`
  await root.post(`${path}/test`)
  return { receiver, webhook, path }
}

// The first, because a stack that starts again is back in the present.
it('what a sender had under way when it died comes again, as the same event', async () => {
  const { receiver, path } = await tested((nth) => (nth === 1 ? 'nothing' : 200))
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1), patience)
  await stack.kill()
  stack = await startOwnStack(stack.stateDir)
  // By then the message of the dead sender is visible again, too.
  await wait(5 * minute)
  expect(receiver.received).toHaveLength(2)
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  expect(await root.all(`${path}/deliveries`)).toMatchObject([{ status: 'delivered', attempts: 2 }])
})

it('what was not taken comes again by itself, later each time, until it is taken', async () => {
  const { receiver, path } = await tested((nth) => (nth < 4 ? 500 : 200))
  await stack.settled()
  expect(receiver.received).toHaveLength(1)
  await wait(1.2 * minute)
  expect(receiver.received).toHaveLength(2)
  await wait(4 * minute)
  expect(receiver.received).toHaveLength(2)
  await wait(2 * minute)
  expect(receiver.received).toHaveLength(3)
  await wait(35 * minute)
  expect(receiver.received).toHaveLength(4)
  expect((await root.all(`${path}/deliveries`)).map(({ status, attempts }) => [status, attempts])).toEqual([['delivered', 4]])
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
})

it('a secret that was replaced signs for a day', async () => {
  const { receiver, webhook, path } = await tested(() => 200)
  const { body: fresh } = await root.post(`${path}/rotate-secret`)
  await wait(day - minute)
  await root.post(`${path}/test`)
  await stack.settled()
  await wait(2 * minute)
  await root.post(`${path}/test`)
  await stack.settled()
  const secrets = [webhook.secret, fresh.secret]
  expect(receiver.received.slice(1).map((message) => signersOf(message, secrets))).toEqual([secrets, [fresh.secret]])
})

it('whoever takes nothing for five days is turned off, and who made the webhook hears of it', async () => {
  const { receiver, path } = await tested(() => 500)
  await stack.settled()
  await wait(4 * day)
  await root.post(`${path}/test`)
  await stack.settled()
  expect((await root.get(path)).body.enabled).toBe(true)
  await wait(day)
  expect((await root.get(path)).body).toMatchObject({ enabled: false, disabled_reason: 'failing', failing_since: expect.any(String) })
  const mails = (await stack.mail(root.email)).filter(({ subject }) => subject === 'A webhook was turned off')
  expect(mails.map(({ text }) => text)).toEqual([expect.stringContaining('taken nothing for five days')])
  expect(mails[0].text).toContain(new URL(receiver.url).host)

  const before = receiver.received.length
  await wait(2 * day)
  expect(receiver.received).toHaveLength(before)
  const statuses = (await root.all(`${path}/deliveries`)).map(({ status }) => status)
  expect(new Set(statuses)).toEqual(new Set(['failed']))
})
