import { createServer } from 'node:http'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodingBy } from '../../../functions/media/decoding.ts'
import { bytesOf, gradient } from './pictures.ts'

const png = bytesOf(await gradient(20, 20).png().toBuffer())
const order = (url: string) =>
  ({ file: { url, size: png.length, etag: 'e' }, directory: tmpdir(), content_type: 'image/png', purpose: 'post' }) as const

const decode = decodingBy(new URL('../../../functions/media/decoder.ts', import.meta.url))

describe('a decoder', () => {
  const decodeOddly = decodingBy(new URL('fixtures/odd-decoder.ts', import.meta.url))

  /** The id of the process that took an order. */
  async function processId(url = 'any'): Promise<string> {
    return decodeOddly(order(url), 20).then(
      () => '',
      (error: Error) => error.message,
    )
  }

  it('that hangs in a loop is ended when its time is over, and the next file is taken by another', async () => {
    const first = await processId()
    expect(await processId()).toBe(first)
    await expect(decodeOddly(order('hang'), 0.5)).rejects.toThrow('processing_timeout')
    expect(isAlive(first)).toBe(false)
    const next = await processId()
    expect(Number(next)).toBeGreaterThan(0)
    expect(next).not.toBe(first)
  })

  it('that crashes on a file refuses it, and no other', async () => {
    await expect(decodeOddly(order('crash'), 20)).rejects.toThrow('processing_failed')
    expect(Number(await processId())).toBeGreaterThan(0)
  })

  it('takes files at once, each in a process of its own, and keeps one for another order while it is there', async () => {
    const ids = await Promise.all([processId(), processId(), processId()])
    expect(new Set(ids).size).toBe(3)
    expect(ids).toContain(await processId())
  })

  it('that has ended meanwhile is replaced', async () => {
    const first = await processId()
    process.kill(Number(first), 'SIGKILL')
    expect(Number(await processId())).toBeGreaterThan(0)
  })
})

describe('a file behind a link', () => {
  let answer: { status: number; body: Uint8Array } = { status: 200, body: png }
  let directory = ''
  const server = createServer((_, response) => void response.writeHead(answer.status).end(answer.body))

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'decoding-'))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })

  afterAll(async () => {
    server.closeAllConnections()
    server.close()
    await rm(directory, { recursive: true })
  })

  function decodeLinked(content_type: 'image/png' | 'video/mp4') {
    const { port } = server.address() as AddressInfo
    return decode({ ...order(`http://127.0.0.1:${port}/x`), directory, content_type }, 60)
  }

  it('is decoded into a folder', async () => {
    answer = { status: 200, body: png }
    const { outputs, width } = await decodeLinked('image/png')
    expect(width).toBe(20)
    expect(outputs.map(({ content }) => content.path).toSorted()).toEqual((await readdir(directory)).map((name) => join(directory, name)).toSorted())
  })

  it.each([
    [412, 'replaced_meanwhile'],
    [404, 'replaced_meanwhile'],
  ])('that answers %i is another one', async (status, reason) => {
    answer = { status, body: png }
    await expect(decodeLinked('image/png')).rejects.toMatchObject({ name: 'Rejection', reason })
  })

  it.each(['image/png', 'video/mp4'] as const)('that cannot be read as %s is tried again later, not refused', async (content_type) => {
    answer = { status: 503, body: png }
    await expect(decodeLinked(content_type)).rejects.toMatchObject({ name: 'Error', message: expect.stringContaining('503') })
  })
})

function isAlive(pid: string): boolean {
  try {
    return process.kill(Number(pid), 0)
  } catch {
    return false
  }
}
