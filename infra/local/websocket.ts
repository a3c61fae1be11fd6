import { randomUUID } from 'node:crypto'
import { type IncomingMessage, STATUS_CODES, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import * as z from 'zod'
import { type Connection, manageConnection } from './websocket-connections.ts'
import { type ConnectionIdentity, connectEvent, disconnectEvent, identify, messageEvent, type SocketStage } from './websocket-event.ts'

export interface WebSocketGatewayOptions extends SocketStage {
  /** The functions by route key: `$connect`, `$disconnect`, `$default` and values of a frame's `type`. */
  readonly routes: ReadonlyMap<string, (event: unknown) => Promise<unknown>>
  /** What a connection gets that is closed through `@connections`. AWS closes with 1000, whatever the reason. */
  readonly closeCode?: number
  readonly idleMs?: number
  readonly longestMs?: number
}

const largestFrame = 32 * 1024
const farewellMs = 2000
const tenMinutes = 10 * 60_000
const twoHours = 2 * 60 * 60_000

const connectAnswer = z
  .object({ statusCode: z.number().default(200), headers: z.record(z.string(), z.coerce.string()).default({}) })
  .catch({ statusCode: 200, headers: {} })
const typed = z.object({ type: z.string() })

/** A WebSocket API of API Gateway: its handshake, routes, limits and `@connections`. */
export function createWebSocketGateway({
  routes,
  closeCode = 1000,
  idleMs = tenMinutes,
  longestMs = twoHours,
  ...stage
}: WebSocketGatewayOptions) {
  const connections = new Map<string, Connection>()
  const goodbyes = new Set<Promise<unknown>>()
  const protocols = new WeakMap<IncomingMessage, string>()
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: largestFrame,
    handleProtocols: (offered, req) => {
      const chosen = protocols.get(req)
      return chosen !== undefined && offered.has(chosen) ? chosen : false
    },
  })

  function open(socket: WebSocket, identity: ConnectionIdentity): void {
    const leave = () => socket.close(1001, 'Going away')
    const longest = setTimeout(leave, longestMs)
    const connection: Connection = { socket, identity, lastActiveAt: Date.now(), idle: setTimeout(leave, idleMs) }
    connections.set(identity.connectionId, connection)

    socket.on('message', (data: Buffer, isBinary) => {
      connection.lastActiveAt = Date.now()
      connection.idle.refresh()
      void receive(connection, data, isBinary)
    })
    // A frame that is too long, or broken, has already been answered by closing.
    socket.on('error', () => {})
    socket.on('close', (code, reason) => {
      clearTimeout(longest)
      clearTimeout(connection.idle)
      connections.delete(identity.connectionId)
      leaveWith(code, reason.toString(), identity)
    })
  }

  function leaveWith(code: number, reason: string, identity: ConnectionIdentity): void {
    const goodbye = Promise.resolve(routes.get('$disconnect')?.(disconnectEvent({ code, reason }, identity, stage))).catch(() => {})
    goodbyes.add(goodbye)
    void goodbye.then(() => goodbyes.delete(goodbye))
  }

  async function receive({ socket, identity }: Connection, data: Buffer, isBinary: boolean): Promise<void> {
    const key = routeKeyOf(data, routes)
    const refuse = (message: string) => {
      socket.send(JSON.stringify({ message, connectionId: identity.connectionId, requestId: randomUUID() }))
    }
    const invoke = routes.get(key)
    if (!invoke) return refuse('Forbidden')
    try {
      await invoke(messageEvent({ routeKey: key, body: data, isBinary }, identity, stage))
    } catch {
      refuse('Internal server error')
    }
  }

  return {
    /** Takes a handshake: `$connect` decides. Its refusal is answered with its status. */
    async handleUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
      socket.on('error', () => socket.destroy())
      const identity = identify(req)
      const { status, protocol } = await connect(req, identity)
      if (status >= 300) return refuseHandshake(socket, status)
      if (protocol) protocols.set(req, protocol)
      let opened = false
      server.handleUpgrade(req, socket, head, (ws) => {
        opened = true
        open(ws, identity)
      })
      // Who left meanwhile, or broke the handshake, is connected for the function, so it has to hear of the end.
      if (!opened) leaveWith(1006, 'Connection closed abnormally', identity)
    },

    /** Answers `req` if it is one to `@connections`; `false` leaves it untouched. */
    manage(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
      return manageConnection(req, res, { connections, closeCode })
    },

    /** Closes every connection, and waits until each `$disconnect` is over. */
    async close(): Promise<void> {
      await Promise.all(Array.from(connections.values(), ({ socket }) => sayGoodbye(socket)))
      await Promise.all(goodbyes)
    },
  }

  async function connect(req: IncomingMessage, identity: ConnectionIdentity): Promise<{ status: number; protocol?: string }> {
    try {
      const { statusCode, headers } = connectAnswer.parse(await routes.get('$connect')?.(connectEvent(req, identity, stage)))
      const [, protocol] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'sec-websocket-protocol') ?? []
      return { status: statusCode, ...(protocol !== undefined && { protocol }) }
    } catch {
      return { status: 502 }
    }
  }
}

async function sayGoodbye(socket: WebSocket): Promise<void> {
  const silent = setTimeout(() => socket.terminate(), farewellMs)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.close(1001, 'Going away')
  await closed
  clearTimeout(silent)
}

/** `$request.body.type`, where there is such a route. */
function routeKeyOf(data: Buffer, routes: ReadonlyMap<string, unknown>): string {
  try {
    const { type } = typed.parse(JSON.parse(data.toString()))
    return routes.has(type) && !type.startsWith('$') ? type : '$default'
  } catch {
    return '$default'
  }
}

function refuseHandshake(socket: Duplex, status: number): void {
  const body = JSON.stringify({ message: STATUS_CODES[status] })
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}`,
      'Connection: close',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  )
}
