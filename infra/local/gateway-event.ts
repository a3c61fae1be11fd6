import { randomUUID } from 'node:crypto'
import { isUtf8 } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'

/** What an event needs to know of the route that was found. */
export interface Destination {
  readonly apiId: string
  readonly key: string
  /** Decoded. */
  readonly parameters: Readonly<Record<string, string>>
}

const account = '000000000000'
// What belongs to one connection stays with the gateway.
const connectionHeaders = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade'])
const textTypes = /^(text\/|application\/(([\w.-]+\+)?(json|xml)|javascript)(;|$|\s))/i

/** The event of an HTTP API, payload version 2.0. */
export function httpEvent(
  req: IncomingMessage,
  path: string,
  body: Buffer,
  { apiId, key, parameters }: Destination,
): APIGatewayProxyEventV2 {
  const url = req.url as string
  const rawQueryString = url.slice(path.length + 1)
  const { headers, cookies } = readHeaders(req)
  const now = new Date()
  const domainName = `${apiId}.execute-api.local.amazonaws.com`
  return {
    version: '2.0',
    routeKey: key,
    rawPath: path,
    rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(rawQueryString && { queryStringParameters: readQuery(rawQueryString) }),
    ...(Object.keys(parameters).length > 0 && { pathParameters: parameters }),
    requestContext: {
      accountId: account,
      apiId,
      domainName,
      domainPrefix: apiId,
      http: {
        method: req.method as string,
        path,
        protocol: `HTTP/${req.httpVersion}`,
        sourceIp: req.socket.remoteAddress ?? '127.0.0.1',
        userAgent: req.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: key,
      stage: '$default',
      time: clfTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: isText(req, body) ? body.toString() : body.toString('base64') }),
    isBase64Encoded: body.length > 0 && !isText(req, body),
  }
}

/** Sends what a function answered, as an HTTP API does. */
export function sendResult(res: ServerResponse, result: unknown): void {
  const { statusCode, headers = {}, cookies, body, isBase64Encoded } = structured(result)
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, String(value))
  if (cookies) res.setHeader('Set-Cookie', cookies)
  if (body !== undefined && !res.hasHeader('Content-Type')) res.setHeader('Content-Type', 'text/plain; charset=utf-8')
  res.statusCode = statusCode ?? 200
  if (body === undefined) res.end()
  else res.end(isBase64Encoded ? Buffer.from(body, 'base64') : body)
}

/** A function may answer a value alone: then it is the body of a 200, as JSON. */
function structured(result: unknown): APIGatewayProxyStructuredResultV2 {
  if (typeof result === 'object' && result !== null && 'statusCode' in result) return result as APIGatewayProxyStructuredResultV2
  const body = typeof result === 'string' ? result : JSON.stringify(result ?? null)
  return { statusCode: 200, headers: { 'Content-Type': 'application/json' }, body }
}

/** Names in lower case, repeated ones joined by a comma, cookies apart. */
export function readHeaders({ rawHeaders, socket }: IncomingMessage): { headers: Record<string, string>; cookies: string[] } {
  const headers: Record<string, string> = {}
  const cookies: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] as string).toLowerCase()
    const value = rawHeaders[at + 1] as string
    if (name === 'cookie') cookies.push(...value.split('; '))
    else if (name in headers) headers[name] += `,${value}`
    else if (!connectionHeaders.has(name)) headers[name] = value
  }
  const address = socket.remoteAddress ?? '127.0.0.1'
  headers['x-forwarded-for'] = headers['x-forwarded-for'] ? `${headers['x-forwarded-for']}, ${address}` : address
  headers['x-forwarded-port'] = String(socket.localPort ?? '')
  headers['x-forwarded-proto'] = 'http'
  return { headers, cookies }
}

function readQuery(query: string): Record<string, string> {
  const parameters: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(query)) {
    parameters[name] = name in parameters ? `${parameters[name]},${value}` : value
  }
  return parameters
}

function isText(req: IncomingMessage, body: Buffer): boolean {
  return textTypes.test(req.headers['content-type'] ?? '') && !req.headers['content-encoding'] && isUtf8(body)
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A time as access logs write it: `21/Nov/2026:12:00:05 +0000`. */
export function clfTime(date: Date): string {
  const iso = date.toISOString()
  return `${iso.slice(8, 10)}/${months[date.getUTCMonth()]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`
}
