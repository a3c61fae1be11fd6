import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { publicLookup } from '../../../shared/outbound/lookup.ts'
import { type OutboundRequest, postOutside } from '../../../shared/outbound/post.ts'
import { runInEnvironment } from '../../../shared/runtime/environment.ts'
import { selfSigned } from './certificate.ts'

const local = Object.freeze({ OUTBOUND_LOOPBACK: 'allowed' })
const request: OutboundRequest = { headers: { 'content-type': 'application/json' }, body: '{}' }

function post(address: string, options: Partial<OutboundRequest> = {}, resolve?: (name: string) => Promise<string[]>) {
  return runInEnvironment(local, () => postOutside(address, { ...request, ...options }, resolve))
}

/** A receiver on a port of this machine that answers as told. */
async function receiver(answer: (incoming: IncomingMessage, response: ServerResponse) => void) {
  const paths: string[] = []
  const server = createServer((incoming, response) => {
    paths.push(incoming.url ?? '')
    answer(incoming, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return { port, url: `http://127.0.0.1:${port}`, paths, connections: promisify(server.getConnections.bind(server)) }
}

it('an answer comes with its status, headers and body, and the receiver gets what was sent', async () => {
  const received: { method?: string | undefined; type?: string | undefined; length?: string | undefined; bytes: string }[] = []
  const { url } = await receiver(async (incoming, response) => {
    const bytes = Buffer.concat(await incoming.toArray()).toString('hex')
    const { 'content-type': type, 'content-length': length } = incoming.headers
    received.push({ method: incoming.method, type, length, bytes })
    response.writeHead(429, { 'retry-after': '7' }).end('slower')
  })
  const outcome = await post(`${url}/hook`, { body: new Uint8Array([0, 255, 10]) })
  expect(outcome).toMatchObject({ answered: true, status: 429, headers: { 'retry-after': '7' }, body: 'slower' })
  expect(outcome.duration_ms).toBeGreaterThanOrEqual(0)
  expect(received).toEqual([{ method: 'POST', type: 'application/json', length: '3', bytes: '00ff0a' }])
})

it('on the local stack localhost is this machine, whatever name servers say', async () => {
  const { port } = await receiver((_, response) => response.end())
  expect(await post(`http://localhost:${port}`, {}, () => Promise.resolve(['203.0.113.1']))).toMatchObject({ status: 200 })
})

it.each([301, 302, 303, 307, 308])('a redirect is an answer and is not followed: %i', async (status) => {
  const target = await receiver((_, response) => response.end())
  const { url } = await receiver((_, response) => response.writeHead(status, { location: `${target.url}/metadata` }).end())
  expect(await post(url)).toMatchObject({ answered: true, status })
  expect(target.paths).toEqual([])
})

it('a receiver that says nothing is left in time', async () => {
  const { url } = await receiver(() => undefined)
  const outcome = await post(url, { timeout_ms: 60 })
  expect(outcome).toMatchObject({ answered: false, fault: 'timed_out' })
  expect(outcome.duration_ms).toBeLessThan(5_000)
})

it('a body that never ends is left in time, and the status counts', async () => {
  const { url, connections } = await receiver((_, response) => void response.writeHead(200).write('dripping'))
  expect(await post(url, { timeout_ms: 200 })).toMatchObject({ answered: true, status: 200, body: 'dripping' })
  await expect.poll(() => connections()).toBe(0)
})

it('of a body without bounds no more than the beginning is read', async () => {
  const { url, connections } = await receiver((_, response) => {
    const more = () => void response.write(Buffer.alloc(65_536, 'x'), () => response.destroyed || more())
    response.writeHead(200)
    more()
  })
  const outcome = await post(url)
  expect(outcome).toMatchObject({ answered: true, status: 200, body: 'x'.repeat(16_384) })
  expect(outcome.duration_ms).toBeLessThan(10_000)
  await expect.poll(() => connections()).toBe(0)
})

it('a name server that says nothing is left in time', async () => {
  const never = () => new Promise<string[]>(() => undefined)
  expect(await post('https://example.com', { timeout_ms: 60 }, never)).toMatchObject({ answered: false, fault: 'timed_out' })
})

it('a name without addresses, or one that cannot be looked up, has no receiver', async () => {
  const none = () => Promise.resolve([])
  expect(await post('https://example.com', {}, none)).toMatchObject({ answered: false, fault: 'name_not_found' })
  const failing = () => Promise.reject(new Error('SERVFAIL'))
  expect(await post('https://example.com', {}, failing)).toMatchObject({ answered: false, fault: 'connection_failed' })
})

it('nobody there, or who ends the connection, is no answer', async () => {
  const { url, port } = await receiver((incoming) => incoming.socket.destroy())
  expect(await post(url)).toMatchObject({ answered: false, fault: 'connection_failed' })
  const gone = createServer().listen(0, '127.0.0.1')
  await once(gone, 'listening')
  const free = (gone.address() as AddressInfo).port
  expect(free).not.toBe(port)
  gone.close()
  await once(gone, 'close')
  expect(await post(`http://127.0.0.1:${free}`)).toMatchObject({ answered: false, fault: 'connection_failed' })
})

it('a receiver whose certificate nobody trusts gets nothing', async () => {
  let requests = 0
  const server = createTlsServer(selfSigned, () => (requests += 1)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const outcome = await post(`https://127.0.0.1:${(server.address() as AddressInfo).port}`)
  expect(outcome).toMatchObject({ answered: false, fault: 'certificate_refused' })
  expect(requests).toBe(0)
})

it('a proxy that the environment names is not used', async () => {
  const proxy = await receiver((_, response) => response.end())
  const { url, paths } = await receiver((_, response) => response.end())
  const module = new URL('../../../shared/outbound/post.ts', import.meta.url).href
  const script = `import { postOutside } from '${module}'
    console.log((await postOutside('${url}/hook', { headers: {}, body: '' })).status)`
  const proxied = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, NODE_USE_ENV_PROXY: '1', OUTBOUND_LOOPBACK: 'allowed' }
  const env = { ...process.env, ...proxied }
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { env })
  expect([stdout.trim(), paths, proxy.paths]).toEqual(['200', ['/hook'], []])
})

it.each(['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', '::ffff:127.0.0.1', 'fd00:ec2::254'])(
  'a name that stands for %s is not connected to, on the local stack neither',
  async (address) => {
    const { port, paths, connections } = await receiver((_, response) => response.end())
    const outcome = await post(`https://example.com:${port}`, {}, () => Promise.resolve([address]))
    expect(outcome).toMatchObject({ answered: false, fault: 'address_not_allowed' })
    expect([await connections(), paths]).toEqual([0, []])
  },
)

it('a connection gets the addresses that were checked, asked for once: a name that changes meanwhile changes nothing', async () => {
  const answers = [['203.0.114.9', '127.0.0.1', '2606:4700::1111'], ['127.0.0.1']]
  let asked = 0
  const lookup = publicLookup(() => Promise.resolve(answers[asked++] ?? []))
  const all = await new Promise((resolve) => {
    lookup('rebinding.example', { all: true }, (_, addresses) => resolve(addresses))
  })
  expect(all).toEqual([
    { address: '203.0.114.9', family: 4 },
    { address: '2606:4700::1111', family: 6 },
  ])
  expect(asked).toBe(1)
  const later = await new Promise((resolve) => {
    lookup('rebinding.example', { all: false }, (error) => resolve(error))
  })
  expect(later).toMatchObject({ code: 'ERR_ADDRESS_NOT_ALLOWED' })
})

it('a name is looked up anew for every request', async () => {
  const { port, paths } = await receiver((_, response) => response.end())
  let asked = 0
  const rebinding = () => Promise.resolve(asked++ === 0 ? [] : ['127.0.0.1'])
  expect(await post(`https://rebinding.example:${port}`, {}, rebinding)).toMatchObject({ fault: 'name_not_found' })
  expect(await post(`https://rebinding.example:${port}`, {}, rebinding)).toMatchObject({ fault: 'address_not_allowed' })
  expect(paths).toEqual([])
})

it('where the stack is deployed this machine is not called', async () => {
  const { url, paths } = await receiver((_, response) => response.end())
  const outcome = await runInEnvironment(Object.freeze({}), () => postOutside(url, request))
  expect(outcome).toEqual({ answered: false, fault: 'address_not_allowed', duration_ms: 0 })
  expect(paths).toEqual([])
})
