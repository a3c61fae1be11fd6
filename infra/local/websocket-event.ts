import { randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { clfTime, readHeaders } from './gateway-event.ts'

/** What every event of one connection says of it. */
export interface ConnectionIdentity {
  readonly connectionId: string
  readonly connectedAt: number
  readonly sourceIp: string
  readonly userAgent: string
}

/** Where the API is served, as events name it. */
export interface SocketStage {
  readonly apiId: string
  readonly domainName: string
  readonly stage: string
}

type EventType = 'CONNECT' | 'MESSAGE' | 'DISCONNECT'

/** A new connection, from its handshake. */
export function identify(req: IncomingMessage): ConnectionIdentity {
  return {
    // Ids end in `=` in AWS too, which whoever puts one into an address has to encode.
    connectionId: `${randomBytes(11).toString('base64url')}=`,
    connectedAt: Date.now(),
    sourceIp: req.socket.remoteAddress ?? '127.0.0.1',
    userAgent: req.headers['user-agent'] ?? '',
  }
}

export function connectEvent(req: IncomingMessage, connection: ConnectionIdentity, stage: SocketStage): object {
  const { headers } = readHeaders(req)
  const query = Map.groupBy(new URL(req.url ?? '/', 'http://local').searchParams, ([name]) => name)
  const parameters = Array.from(query, ([name, pairs]) => [name, pairs.map(([, value]) => value)] as const)
  return {
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    ...(parameters.length > 0 && {
      queryStringParameters: Object.fromEntries(parameters.map(([name, values]) => [name, values.at(-1)])),
      multiValueQueryStringParameters: Object.fromEntries(parameters),
    }),
    requestContext: contextOf('$connect', 'CONNECT', connection, stage),
    isBase64Encoded: false,
  }
}

export function messageEvent(
  { routeKey, body, isBinary }: { routeKey: string; body: Buffer; isBinary: boolean },
  connection: ConnectionIdentity,
  stage: SocketStage,
): object {
  return {
    requestContext: { ...contextOf(routeKey, 'MESSAGE', connection, stage), messageId: randomUUID() },
    body: isBinary ? body.toString('base64') : body.toString(),
    isBase64Encoded: isBinary,
  }
}

export function disconnectEvent(
  { code, reason }: { code: number; reason: string },
  connection: ConnectionIdentity,
  stage: SocketStage,
): object {
  const headers = { Host: stage.domainName, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' }
  return {
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    requestContext: {
      ...contextOf('$disconnect', 'DISCONNECT', connection, stage),
      disconnectStatusCode: code,
      disconnectReason: reason,
    },
    isBase64Encoded: false,
  }
}

function contextOf(routeKey: string, eventType: EventType, connection: ConnectionIdentity, stage: SocketStage) {
  const now = new Date()
  const requestId = randomUUID()
  return {
    routeKey,
    eventType,
    extendedRequestId: requestId,
    requestId,
    requestTime: clfTime(now),
    requestTimeEpoch: now.getTime(),
    messageDirection: 'IN',
    ...stage,
    connectionId: connection.connectionId,
    connectedAt: connection.connectedAt,
    identity: { sourceIp: connection.sourceIp, userAgent: connection.userAgent },
  }
}
