import type { Server } from 'node:http'
import * as z from 'zod'
import { pathOf } from './exchange.ts'
import { socketRoutes } from './gateway.ts'
import type { LambdaFunction } from './lambda.ts'
import type { Cloud } from './template.ts'
import { createWebSocketGateway } from './websocket.ts'

// Functions close a connection when its session has ended. AWS says 1000 whatever the reason, and clients take both.
const sessionEnded = 4401

/** Serves the WebSocket API of the templates, if they have one, at the path that its stage has in AWS. */
export function openSockets(cloud: Cloud, functions: ReadonlyMap<string, LambdaFunction>, server: Server) {
  const stage = stageOf(cloud)
  const gateway = createWebSocketGateway({ ...stage, closeCode: sessionEnded, routes: socketRoutes(cloud, functions) })
  server.on('upgrade', (req, socket, head) => {
    if (pathOf(req) === `/${stage.stage}`) void gateway.handleUpgrade(req, socket, head)
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  })
  return gateway
}

function stageOf(cloud: Cloud) {
  const api = cloud
    .ofType('AWS::ApiGatewayV2::Api')
    .find((resource) => resource.read({ ProtocolType: z.string() }).ProtocolType === 'WEBSOCKET')
  const stages = cloud
    .ofType('AWS::ApiGatewayV2::Stage')
    .map((resource) => resource.read({ ApiId: z.string(), StageName: z.string() }))
  const apiId = api?.reference ?? 'none'
  const stage = stages.find(({ ApiId }) => ApiId === apiId)?.StageName ?? 'ws'
  return { apiId, domainName: `${apiId}.execute-api.local.amazonaws.com`, stage }
}
