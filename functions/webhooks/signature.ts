import { createHmac } from 'node:crypto'

/** What is signed: the id of the event, when it is sent, and the body. */
export interface Message {
  readonly id: string
  readonly at: Date
  readonly body: string
}

/**
 * The headers by which a receiver knows that a message is genuine, whole and fresh, signed with each of the secrets
 * (https://github.com/standard-webhooks/standard-webhooks, 1.0.0).
 */
export function signatureHeaders({ id, at, body }: Message, secrets: readonly string[]): Record<string, string> {
  const timestamp = Math.floor(at.getTime() / 1000)
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') }
}
