import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Handler = (req: IncomingMessage, res: ServerResponse) => Promise<unknown>

/** A server whose handler comes later: ports have to be known before the functions that hear of them. */
export interface OpenServer {
  readonly server: Server
  readonly url: string
  serve(handler: Handler): void
  /** Takes no more connections, and ends when the requests under way are answered, or at the latest after the patience. */
  close(patienceMs: number): Promise<void>
}

/** Listens on loopback. Throws a sentence for the terminal when the port is taken. */
export async function openServer(port: number): Promise<OpenServer> {
  let handle: Handler = (_, res) => Promise.resolve(res.writeHead(503, { 'Retry-After': '1' }).end())
  const server = createServer({ keepAliveTimeout: 65_000 }, (req, res) => {
    handle(req, res).catch((error: unknown) => {
      console.error(error)
      if (res.headersSent) res.destroy()
      else res.writeHead(500).end()
    })
  })
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    throw isTaken ? new Error(`Port ${port} is in use: choose another one with --port`) : error
  }
  return {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve(handler) {
      handle = handler
    },
    async close(patienceMs) {
      const closed = once(server, 'close')
      server.close()
      const force = setTimeout(() => server.closeAllConnections(), patienceMs)
      await closed
      clearTimeout(force)
    },
  }
}
