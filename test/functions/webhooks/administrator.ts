import { beforeAll, expect, onTestFinished, vi } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { patience } from '../../support/patience.ts'
import { type Stack, useStack } from '../../support/stack.ts'
import { type Answering, isTest, startReceiver } from './receiver.ts'

export const webhooksPath = '/v1/admin/webhooks'

interface WebhookOptions {
  readonly body?: object
  /** May be added to later. */
  readonly about?: readonly string[]
}

export interface Administrator {
  readonly stack: Stack
  readonly root: Actor
  /** A webhook that is deleted with the test. */
  create(body: object): Promise<Json>
  /**
   * A receiver that answers so, with a webhook that leads to it. Others use the same stack: of what they do neither is seen
   * but what is about these ids.
   */
  webhookTo(answer?: Answering, options?: WebhookOptions): ReturnType<typeof webhookTo>
}

/** An administrator of the shared stack who makes webhooks. */
export function useAdministrator(): () => Administrator {
  let administrator: Administrator

  beforeAll(async () => {
    const stack = await useStack()
    const root = await stack.newUser({ role: 'admin' })
    administrator = {
      stack,
      root,
      create: (body) => create(root, body),
      webhookTo: (answer = () => 204, options = {}) => webhookTo(root, answer, options),
    }
  })

  return () => administrator
}

async function create(root: Actor, body: object): Promise<Json> {
  const answer = await root.post(webhooksPath, { event_types: ['user.role_changed'], ...body })
  expect(answer.status, answer.text).toBe(201)
  onTestFinished(async () => void (await root.delete(`${webhooksPath}/${answer.body.id}`)))
  return answer.body
}

async function webhookTo(root: Actor, answer: Answering, { body = {}, about = [] }: WebhookOptions) {
  const isAbout = (text: string) => about.some((id) => text.includes(id))
  const receiver = await startReceiver(answer, (message) => isTest(message) || isAbout(message.text))
  const webhook = await create(root, { url: receiver.url, ...body })
  const path = `${webhooksPath}/${webhook.id}`
  const deliveries = async (query = ''): Promise<Json[]> => {
    const found = await root.all(`${path}/deliveries${query}`)
    return found.filter(({ event_type, payload }) => event_type === 'webhook.test' || isAbout(payload))
  }
  /** Waits until the only delivery is in this state. */
  const become = (status: string) => vi.waitFor(async () => expect(await deliveries()).toMatchObject([{ status }]), patience)
  return { receiver, webhook, path, deliveries, become }
}
