import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import type { Message } from '../support/messages.ts'

interface SentBatch {
  readonly Entries: readonly { readonly Id: string; readonly MessageBody: string }[]
}

/** A queue that the functions of this process send to, and that keeps what they send until it is taken. */
export async function openQueue(): Promise<{ take(): Message[]; close(): void }> {
  let waiting: Message[] = []
  const server = createServer(async (request, response) => {
    const { Entries } = (await json(request)) as SentBatch
    waiting.push(...Entries.map(({ MessageBody: body }) => ({ id: (JSON.parse(body) as Message).id, body })))
    const Successful = Entries.map(({ Id, MessageBody }) => {
      return { Id, MessageId: Id, MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') }
    })
    response.setHeader('content-type', 'application/x-amz-json-1.0').end(JSON.stringify({ Successful, Failed: [] }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  process.env.AWS_ENDPOINT_URL_SQS = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const take = () => {
    const taken = waiting
    waiting = []
    return taken
  }
  return { take, close: () => void server.close() }
}
