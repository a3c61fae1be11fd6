import { Agent, request } from 'node:http'
import { latencies } from './measure.ts'

/** One call of a load, answered with any status below 300. */
export interface LoadCall {
  readonly method: string
  readonly url: string
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface LoadOrder {
  readonly callers: number
  readonly calls: readonly LoadCall[]
}

/** What a load met: how long it took in all, and each call in milliseconds. */
export interface LoadReport {
  readonly seconds: number
  readonly milliseconds: readonly number[]
}

const agent = new Agent({ keepAlive: true })

/** Makes the calls of an order, `callers` at a time, in the process of `load-process.ts`. */
export async function makeCalls({ callers, calls }: LoadOrder): Promise<LoadReport> {
  const from = performance.now()
  const milliseconds = await latencies(calls.length, callers, (at) => call(calls[at] as LoadCall))
  return { seconds: (performance.now() - from) / 1000, milliseconds }
}

function call({ method, url, token, headers: given, body }: LoadCall): Promise<void> {
  const headers = {
    ...given,
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
  }
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent }, (response) => {
      const { statusCode = 0 } = response
      if (statusCode >= 300) reject(new Error(`${method} ${url} answered ${statusCode}`))
      response.on('end', resolve).on('error', reject).resume()
    })
    sent.on('error', reject).end(body)
  })
}
