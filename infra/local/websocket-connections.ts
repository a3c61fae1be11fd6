import type { IncomingMessage, ServerResponse } from 'node:http'
import { WebSocket } from 'ws'
import { answerJson, answerServiceError, pathOf, readBody, ServiceError } from './exchange.ts'
import type { ConnectionIdentity } from './websocket-event.ts'

/** One open socket. */
export interface Connection {
  readonly socket: WebSocket
  readonly identity: ConnectionIdentity
  lastActiveAt: number
  readonly idle: NodeJS.Timeout
}

const largestMessage = 128 * 1024

/** The API through which functions send to a connection, look at it and close it. `false` leaves a request untouched. */
export async function manageConnection(
  req: IncomingMessage,
  res: ServerResponse,
  { connections, closeCode }: { connections: ReadonlyMap<string, Connection>; closeCode: number },
): Promise<boolean> {
  const [, id] = /\/(?:@|%40)connections\/([^/]+)$/.exec(pathOf(req)) ?? []
  if (!id) return false
  try {
    const message = req.method === 'POST' ? await readBody(req, largestMessage) : undefined
    if (message === null) throw new ServiceError('PayloadTooLargeException', 'The message is longer than 128 KB', 413)
    const connection = connections.get(decoded(id))
    if (connection?.socket.readyState !== WebSocket.OPEN) throw new ServiceError('GoneException', 'The connection is gone', 410)
    answer(req, res, connection, { message, closeCode })
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    answerServiceError(res, error)
  }
  return true
}

function answer(
  { method }: IncomingMessage,
  res: ServerResponse,
  connection: Connection,
  { message, closeCode }: { message: Buffer | undefined; closeCode: number },
): void {
  const { socket, identity, idle } = connection
  if (message) {
    connection.lastActiveAt = Date.now()
    idle.refresh()
    socket.send(message.toString())
    res.writeHead(200).end()
  } else if (method === 'GET') {
    answerJson(res, 200, {
      connectedAt: new Date(identity.connectedAt).toISOString(),
      lastActiveAt: new Date(connection.lastActiveAt).toISOString(),
      identity: { sourceIp: identity.sourceIp, userAgent: identity.userAgent },
    })
  } else if (method === 'DELETE') {
    socket.close(closeCode)
    res.writeHead(204).end()
  } else {
    throw new ServiceError('ForbiddenException', 'Connections take GET, POST and DELETE', 403)
  }
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}
