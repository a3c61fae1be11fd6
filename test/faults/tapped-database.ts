import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Stands before a mongod, and tells of each command that passes. */
export interface TappedDatabase {
  readonly mongodb_uri: string
  /** Calls `tell` with the number of each command from now on, before the server gets it. What stops it is its own affair. */
  onCommand(tell: (number: number) => void): void
  close(): void
}

// How clients and servers keep in touch, whatever is done.
const upkeep = new Set(['hello', 'ping', 'ismaster', 'isMaster', 'endSessions'])
const opMsg = 2013
const headerBytes = 16
// Behind the header: flags, the kind of the section, the length of the document and the type of its first element.
const nameAt = headerBytes + 4 + 1 + 4 + 1

export async function tapDatabase(mongodb_uri: string): Promise<TappedDatabase> {
  const { hostname, port } = new URL(mongodb_uri)
  let tell: (number: number) => void = () => undefined
  let commands = 0
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket)))
    upstream.pipe(client).on('close', () => upstream.destroy())
    let rest = Buffer.alloc(0)
    client.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk])
      while (rest.length >= headerBytes && rest.length >= rest.readInt32LE(0)) {
        const message = rest.subarray(0, rest.readInt32LE(0))
        rest = rest.subarray(message.length)
        if (isCommand(message)) tell((commands += 1))
        if (!upstream.destroyed) upstream.write(message)
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    mongodb_uri: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/?directConnection=true`,
    onCommand: (listener) => {
      commands = 0
      tell = listener
    },
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** A message of the wire protocol that asks for something: its first element is named after what it asks. */
function isCommand(message: Buffer): boolean {
  if (message.readInt32LE(12) !== opMsg) return false
  return !upkeep.has(message.toString('utf8', nameAt, message.indexOf(0, nameAt)))
}
