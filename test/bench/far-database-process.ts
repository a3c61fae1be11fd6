import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** Passes on what comes from either side of a connection, so many milliseconds later. */
const [port, milliseconds] = process.argv.slice(2).map(Number)

function passOn(from: Socket, to: Socket): void {
  from.on('data', (chunk) => setTimeout(() => to.write(chunk), milliseconds))
  from.on('close', () => setTimeout(() => to.destroy(), milliseconds))
  from.on('error', () => undefined)
}

const server = createServer({ noDelay: true }, (near) => {
  const far = connect({ port: port as number, host: '127.0.0.1', noDelay: true })
  passOn(near, far)
  passOn(far, near)
}).listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
