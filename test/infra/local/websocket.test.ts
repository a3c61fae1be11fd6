import { once } from 'node:events'
import { connect } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import * as z from 'zod'
import { closeCode, type Event, nextMessage, open, startGateway } from './start-gateway.ts'

async function refusedStatus(address: string): Promise<number | undefined> {
  const socket = new WebSocket(address)
  const [, response] = await once(socket, 'unexpected-response')
  return z.looseObject({ statusCode: z.number() }).parse(response).statusCode
}

test('a connection goes through its life with events as AWS shapes them', async () => {
  const { events, address } = await startGateway()
  const socket = await open(`${address}/ws?access_token=a.b.c`)
  socket.send('{"type":"ping"}')
  await expect.poll(() => events).toHaveLength(2)
  socket.close(1000, 'bye')
  await expect.poll(() => events).toHaveLength(3)

  const [first, message, disconnect] = events
  const connectionId = first?.requestContext.connectionId
  expect(first).toMatchObject({
    queryStringParameters: { access_token: 'a.b.c' },
    multiValueQueryStringParameters: { access_token: ['a.b.c'] },
    headers: { host: expect.stringContaining('127.0.0.1') },
    requestContext: { routeKey: '$connect', eventType: 'CONNECT', domainName: 'local', stage: 'socket', connectedAt: expect.any(Number) },
  })
  expect(message).toMatchObject({
    body: '{"type":"ping"}',
    isBase64Encoded: false,
    requestContext: { connectionId, routeKey: '$default', eventType: 'MESSAGE', messageId: expect.any(String) },
  })
  expect(message).not.toHaveProperty('headers')
  expect(disconnect).toMatchObject({
    requestContext: { connectionId, routeKey: '$disconnect', eventType: 'DISCONNECT', disconnectStatusCode: 1000, disconnectReason: 'bye' },
  })
})

test('the function chooses among the subprotocols that are offered', async () => {
  const name = 'Sec-WebSocket-Protocol'
  const echo = ({ headers }: Event) => ({ statusCode: 200, headers: { [name]: headers?.[name.toLowerCase()] } })
  const { address } = await startGateway({ $connect: echo })
  expect((await open(address, ['bearer.a.b-c_d'])).protocol).toBe('bearer.a.b-c_d')
})

test('a handshake is refused with the status of the function', async () => {
  const { address, events } = await startGateway({ $connect: () => ({ statusCode: 401 }) })
  expect(await refusedStatus(address)).toBe(401)
  const broken = await startGateway({ $connect: () => Promise.reject(new Error('broken')) })
  expect(await refusedStatus(broken.address)).toBe(502)
  expect(events.map(({ requestContext }) => requestContext.routeKey)).toEqual(['$connect'])
})

test('a frame takes the route of its type, and anything else the default', async () => {
  const { address, events } = await startGateway({ 'message.send': () => {} })
  const socket = await open(address)
  for (const frame of ['{"type":"message.send"}', '{"type":"$connect"}', '{"type":7}', 'no JSON', '[]']) socket.send(frame)
  await expect.poll(() => events).toHaveLength(6)
  expect(events.map(({ requestContext }) => requestContext.routeKey)).toEqual([
    '$connect',
    'message.send',
    '$default',
    '$default',
    '$default',
    '$default',
  ])
})

test('a function that fails is told to the client, and the socket stays', async () => {
  const { address } = await startGateway({ $default: () => Promise.reject(new Error('broken')) })
  const socket = await open(address)
  for (const _ of [1, 2]) {
    socket.send('{}')
    expect(await nextMessage(socket)).toMatchObject({ message: 'Internal server error', connectionId: expect.any(String) })
  }
})

test('a frame of 32 KB is taken, and one byte more closes with 1009 and reaches nobody', async () => {
  const { address, events } = await startGateway()
  const socket = await open(address)
  socket.send('x'.repeat(32 * 1024))
  await expect.poll(() => events).toHaveLength(2)
  socket.send('x'.repeat(32 * 1024 + 1))
  expect(await closeCode(socket)).toBe(1009)
  await expect.poll(() => events).toHaveLength(3)
  expect(events[2]?.requestContext.routeKey).toBe('$disconnect')
})

test('an idle connection is closed, and so is one that is open for too long', async () => {
  const idle = await startGateway({}, { idleMs: 20 })
  expect(await closeCode(await open(idle.address))).toBe(1001)
  const old = await startGateway({}, { longestMs: 20 })
  expect(await closeCode(await open(old.address))).toBe(1001)
})

test.for([
  ['leaves during', 'dGhlIHNhbXBsZSBub25jZQ=='],
  ['breaks', 'too short'],
] as const)('whoever %s the handshake is told of to the function', async ([, key]) => {
  const entered = Promise.withResolvers<void>()
  const left = Promise.withResolvers<void>()
  const { url, events } = await startGateway({
    $connect: () => {
      entered.resolve()
      return left.promise
    },
  })
  const { port, hostname } = new URL(url)
  const socket = connect(Number(port), hostname)
  const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${key}`]
  socket.write(['GET /ws HTTP/1.1', 'Host: local', ...upgrade, '', ''].join('\r\n'))
  await entered.promise
  socket.destroy()
  left.resolve()
  await expect.poll(() => events.map(({ requestContext }) => requestContext.routeKey)).toEqual(['$connect', '$disconnect'])
})

test('closing the gateway closes every connection after its $disconnect', async () => {
  const told: string[] = []
  const { gateway, address } = await startGateway({
    $disconnect: async ({ requestContext }) => {
      await setImmediate()
      told.push(requestContext.connectionId)
    },
  })
  const sockets = await Promise.all([open(address), open(address)])
  const codes = Promise.all(sockets.map(closeCode))
  await gateway.close()
  expect(told).toHaveLength(2)
  expect(await codes).toEqual([1001, 1001])
})

test('another request is left alone', async () => {
  const { url } = await startGateway()
  expect((await fetch(`${url}/v1/connections/1`)).status).toBe(404)
})
