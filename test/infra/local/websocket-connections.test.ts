import { once } from 'node:events'
import { DeleteConnectionCommand, GetConnectionCommand, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi'
import { expect, test } from 'vitest'
import { closeCode, nextMessage, open, startGateway } from './start-gateway.ts'

test('functions send to a connection, look at it and close it', async () => {
  const { address, management, events } = await startGateway({}, { closeCode: 4401 })
  const socket = await open(address)
  const ConnectionId = events[0]?.requestContext.connectionId
  const received = nextMessage(socket)
  await management.send(new PostToConnectionCommand({ ConnectionId, Data: '{"hello":"Grüße"}' }))
  expect(await received).toEqual({ hello: 'Grüße' })

  const { ConnectedAt, LastActiveAt, Identity } = await management.send(new GetConnectionCommand({ ConnectionId }))
  expect(ConnectedAt).toBeInstanceOf(Date)
  expect(Number(LastActiveAt)).toBeGreaterThanOrEqual(Number(ConnectedAt))
  expect(Identity).toMatchObject({ SourceIp: '127.0.0.1' })

  const closed = closeCode(socket)
  await management.send(new DeleteConnectionCommand({ ConnectionId }))
  expect(await closed).toBe(4401)
})

test('a message over 128 KB is refused, and one of 128 KB is sent', async () => {
  const { address, management, events } = await startGateway()
  const socket = await open(address)
  const ConnectionId = events[0]?.requestContext.connectionId
  const send = (Data: string) => management.send(new PostToConnectionCommand({ ConnectionId, Data }))
  await expect(send('x'.repeat(128 * 1024 + 1))).rejects.toMatchObject({ name: 'PayloadTooLargeException' })
  const received = once(socket, 'message')
  await send('x'.repeat(128 * 1024))
  expect(String(((await received) as [Buffer])[0])).toHaveLength(128 * 1024)
})

test('a connection that is gone, or not there yet, is GoneException', async () => {
  const early: unknown[] = []
  const started = await startGateway({
    $connect: async ({ requestContext: { connectionId } }) => {
      const post = new PostToConnectionCommand({ ConnectionId: connectionId, Data: 'x' })
      await started.management.send(post).catch((error: unknown) => early.push(error))
    },
  })
  const { address, management, events } = started
  const socket = await open(address)
  expect(early).toMatchObject([{ name: 'GoneException' }])
  socket.close()
  await expect.poll(() => events).toHaveLength(2)
  const ConnectionId = events[0]?.requestContext.connectionId
  await expect(management.send(new PostToConnectionCommand({ ConnectionId, Data: 'x' }))).rejects.toMatchObject({
    name: 'GoneException',
    $metadata: { httpStatusCode: 410 },
  })
  await expect(management.send(new GetConnectionCommand({ ConnectionId: 'never' }))).rejects.toMatchObject({ name: 'GoneException' })
})
