import { type IncomingHttpHeaders, type IncomingMessage, Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { OutboundFault } from './faults.ts'
import { notAllowed, notFound, publicLookup, type Resolve, resolveName } from './lookup.ts'
import { outboundUrl } from './outbound-url.ts'

export interface OutboundRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
  /** For all of it: name, connection, request and answer. Default 10,000. */
  readonly timeout_ms?: number
}

/** An answer of whatever status, or why there is none. */
export type OutboundOutcome =
  | {
      readonly answered: true
      readonly status: number
      readonly headers: IncomingHttpHeaders
      /** The first 16 KiB as text. */
      readonly body: string
      readonly duration_ms: number
    }
  | { readonly answered: false; readonly fault: OutboundFault; readonly duration_ms: number }

const mostBytes = 16_384

// Agents of its own, which know of no proxy. Connections are not kept: a Lambda that was frozen finds them dead. What makes
// a TLS connection quick the second time is. Made for the first who is called: most events are sent to nobody.
let agents: ReturnType<typeof openAgents> | undefined

/**
 * POSTs to an address that a stranger named, and to the public internet alone (see `outboundUrl`): the addresses behind a
 * name are checked by the connection itself. Follows no redirect, uses no proxy, and ends in time with no more than the
 * beginning of the answer. Never throws for what the other side does.
 */
export async function postOutside(
  address: string,
  { timeout_ms = 10_000, ...request }: OutboundRequest,
  resolve: Resolve = resolveName,
): Promise<OutboundOutcome> {
  const started = performance.now()
  const durationMs = () => Math.round(performance.now() - started)
  const url = outboundUrl(address)
  if (!url) return { answered: false, fault: 'address_not_allowed', duration_ms: 0 }
  try {
    const response = await send(url, request, { signal: AbortSignal.timeout(timeout_ms), resolve })
    const body = await beginningOf(response)
    return { answered: true, status: response.statusCode ?? 0, headers: response.headers, body, duration_ms: durationMs() }
  } catch (error) {
    return { answered: false, fault: faultOf(error), duration_ms: durationMs() }
  }
}

function send(
  url: URL,
  { headers, body }: OutboundRequest,
  { signal, resolve }: { readonly signal: AbortSignal; readonly resolve: Resolve },
): Promise<IncomingMessage> {
  const common = { method: 'POST', headers, signal, lookup: publicLookup(resolve) }
  const { http, https } = (agents ??= openAgents())
  return new Promise((resolved, rejected) => {
    const outgoing =
      url.protocol === 'https:'
        ? httpsRequest(url, { ...common, agent: https, rejectUnauthorized: true })
        : httpRequest(url, { ...common, agent: http })
    outgoing.on('response', resolved).on('error', rejected).end(body)
  })
}

function openAgents() {
  return { http: new HttpAgent(), https: new HttpsAgent({ maxCachedSessions: 200 }) }
}

/** What came of the body, up to the bound or until it broke off: the status has said what counts. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes >= mostBytes) break
    }
  } catch {
    response.destroy()
  }
  return Buffer.concat(chunks).subarray(0, mostBytes).toString('utf8')
}

function faultOf(error: unknown): OutboundFault {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === notAllowed) return 'address_not_allowed'
  if (code === notFound) return 'name_not_found'
  if (code === 'ABORT_ERR') return 'timed_out'
  return /CERT|LEAF_SIGNATURE|ERR_TLS/.test(code) ? 'certificate_refused' : 'connection_failed'
}
