import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { sendByFetch } from '../../../shared/client/send-by-fetch.ts'
import { type Stored, type Transport, unreachableStore } from '../../../shared/client/transport.ts'

/** The number of the part that an address is for. */
export function partNumber(url: string): number {
  return Number(new URL(url).searchParams.get('partNumber'))
}

/** The real way to the store, which tells of every part that it is asked to send. */
export function watched(onPart: (number: number) => void): Transport {
  return (sending) => {
    onPart(partNumber(sending.url))
    return sendByFetch(sending)
  }
}

/** Lets the connection break in the middle of the first try to send a part, and of no other. */
export function breakingOnce(number: number, transport: Transport): Transport {
  let isBroken = false
  return async (sending) => {
    if (isBroken || partNumber(sending.url) !== number) return transport(sending)
    isBroken = true
    const half = new AbortController()
    const onSent = (bytes: number) => {
      sending.onSent(bytes)
      if (bytes > sending.body.size / 2) half.abort()
    }
    await transport({ ...sending, signal: half.signal, onSent }).catch(() => undefined)
    throw unreachableStore()
  }
}

/** Lets the answer to the first try at a part be another one. */
export function answeringOnce(number: number, change: (stored: Stored) => Stored, transport: Transport): Transport {
  let isDone = false
  return async (sending) => {
    const stored = await transport(sending)
    if (isDone || partNumber(sending.url) !== number) return stored
    isDone = true
    return change(stored)
  }
}

/** A server before the API that passes everything on, and loses the answer to the first call of one kind. */
export async function losingOnce(apiUrl: string, method: string, path: string): Promise<{ origin: string; lost: () => number }> {
  let lost = 0
  const server = createServer((req, res) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of req) chunks.push(chunk as Buffer)
      const { host: _, connection: __, ...headers } = req.headers
      const answer = await fetch(`${apiUrl}${req.url}`, {
        method: req.method ?? 'GET',
        headers: headers as Record<string, string>,
        ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
      })
      const text = await answer.text()
      if (lost === 0 && req.method === method && req.url === path) {
        lost += 1
        req.socket.destroy()
      } else res.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' }).end(text)
    })()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => server.close().closeAllConnections())
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, lost: () => lost }
}
