import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Json } from '../../support/actor.ts'

/** A message as its receiver gets it. */
export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly body: Json
}

/** What a receiver answers: a status, nothing at all, or whatever it does itself. */
export type Answer = number | 'nothing' | ((response: ServerResponse) => void)

/** What the nth message is answered, from 1. */
export type Answering = (nth: number, message: Received) => Answer | Promise<Answer>

/** A system that receives webhooks, on a port of this machine until the test has ended. */
export interface Receiver {
  readonly url: string
  /** In the order in which they came. */
  readonly received: readonly Received[]
  /** The most requests that were open at the same time. */
  readonly busiest: () => number
  readonly open: () => number
  readonly stop: () => void
}

/** Whether a message is what a test sends by hand, and not what others do on the same stack. */
export const isTest = ({ body }: Received) => body.type === 'webhook.test'

/** Starts a receiver that answers so. What does not concern the test it takes and forgets. */
export async function startReceiver(answer: Answering = () => 204, concerns: (message: Received) => boolean = () => true): Promise<Receiver> {
  const received: Received[] = []
  let [open, busiest] = [0, 0]
  const server = createServer(async (request, response) => {
    open += 1
    busiest = Math.max(busiest, open)
    response.on('close', () => (open -= 1))
    const text = Buffer.concat(await request.toArray()).toString('utf8')
    const message = { headers: request.headers, text, body: JSON.parse(text) }
    const answered = concerns(message) ? await answer(received.push(message), message) : 204
    if (typeof answered === 'number') response.writeHead(answered).end()
    else if (answered !== 'nothing') answered(response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = () => {
    server.close()
    server.closeAllConnections()
  }
  onTestFinished(stop)
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/hook`, received, busiest: () => busiest, open: () => open, stop }
}

/** Which of these secrets have signed a message, as a receiver computes it from the specification. */
export function signersOf({ headers, text }: Received, secrets: readonly string[]): string[] {
  const signatures = String(headers['webhook-signature']).split(' ')
  const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${text}`
  return secrets.filter((secret) => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    return signatures.includes(`v1,${createHmac('sha256', key).update(content).digest('base64')}`)
  })
}
