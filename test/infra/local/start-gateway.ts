import { once } from 'node:events'
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import * as z from 'zod'
import { createWebSocketGateway, type WebSocketGatewayOptions } from '../../../infra/local/websocket.ts'
import { listen } from './listen.ts'

const eventShape = z.looseObject({
  body: z.string().optional(),
  queryStringParameters: z.record(z.string(), z.string()).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  requestContext: z.looseObject({ connectionId: z.string(), routeKey: z.string(), eventType: z.string() }),
})
export type Event = z.output<typeof eventShape>
type Functions = Record<string, (event: Event) => unknown>

/** A gateway on a free port with functions that answer nothing, but for those given, and the events that they got. */
export async function startGateway(functions: Functions = {}, options: Partial<WebSocketGatewayOptions> = {}) {
  const events: Event[] = []
  const named: Functions = { $connect: () => ({ statusCode: 200 }), $disconnect: () => {}, $default: () => {}, ...functions }
  const routes = Object.entries(named).map(([key, invoke]) => {
    const record = async (event: unknown) => {
      const read = eventShape.parse(event)
      events.push(read)
      return invoke(read)
    }
    return [key, record] as const
  })
  const stage = { apiId: 'api', domainName: 'local', stage: 'socket' }
  const gateway = createWebSocketGateway({ routes: new Map(routes), ...stage, ...options })
  const { url, server } = await listen(async (req, res) => {
    if (!(await gateway.manage(req, res))) res.writeHead(404).end()
  })
  server.on('upgrade', gateway.handleUpgrade)
  const management = new ApiGatewayManagementApiClient({
    endpoint: url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  })
  onTestFinished(async () => {
    management.destroy()
    await gateway.close()
  })
  return { gateway, management, events, url, address: url.replace('http', 'ws') }
}

/** An open connection. */
export async function open(address: string, protocols: string[] = []): Promise<WebSocket> {
  const socket = new WebSocket(address, protocols)
  await once(socket, 'open')
  return socket
}

/** The next frame of a socket, as JSON. */
export async function nextMessage(socket: WebSocket): Promise<unknown> {
  const [data] = (await once(socket, 'message')) as [Buffer]
  return JSON.parse(data.toString())
}

/** The code with which a socket is closed. */
export async function closeCode(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number]
  return code
}
