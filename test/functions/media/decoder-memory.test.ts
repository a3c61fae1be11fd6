import { createReadStream, statSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EncodedPacket, EncodedVideoPacketSource, FilePathTarget, Mp4OutputFormat, Output } from 'mediabunny'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { decodingBy } from '../../../functions/media/decoding.ts'
import type { ContentType } from '../../../functions/media/types.ts'
import { animation } from './pictures.ts'

const decode = decodingBy(new URL('../../../functions/media/decoder.ts', import.meta.url))
// What a function may have, but for what the process that starts the decoder takes itself.
const mostMegabytes = 1024 - 174

let directory = ''
const server = createServer((request, response) => {
  const path = join(directory, 'upload')
  const { size } = statSync(path)
  const [, first = '0', last = ''] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? []
  response.writeHead(206, { 'content-range': `bytes ${first}-${last || size - 1}/${size}` })
  createReadStream(path, { start: Number(first), end: last === '' ? size - 1 : Number(last) }).pipe(response)
})

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'memory-'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await rm(directory, { recursive: true })
})

/** The most memory that the decoders of this process have had, in megabytes. */
async function peakOfDecoders(): Promise<number> {
  const threads = await readdir(`/proc/${process.pid}/task`)
  const children = await Promise.all(threads.map((thread) => readFile(`/proc/${process.pid}/task/${thread}/children`, 'utf8')))
  const pids = children.flatMap((ids) => ids.split(' ').filter((id) => id !== ''))
  const started = await Promise.all(pids.map(async (pid) => [await readFile(`/proc/${pid}/cmdline`, 'utf8'), await readFile(`/proc/${pid}/status`, 'utf8')] as const))
  return Math.max(...started.filter(([command]) => command.includes('decoder.ts')).map(([, status]) => Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0))) / 1024
}

it.runIf(process.platform === 'linux').each<[what: string, content_type: ContentType, write: (path: string) => Promise<unknown>]>([
  ['a JPEG of 100 megapixels that lies on its side', 'image/jpeg', (path) => square(10_000).jpeg({ quality: 50 }).withMetadata({ orientation: 6 }).toFile(path)],
  ['a PNG of 100 megapixels', 'image/png', (path) => square(10_000).png({ compressionLevel: 1 }).toFile(path)],
  ['a GIF of 1,000 frames', 'image/gif', async (path) => writeFile(path, await animation('gif', 1000, 64))],
  ['a video of 400 MB', 'video/mp4', longVideo],
])('%s is decoded within bounds', async (_, content_type, write) => {
  const path = join(directory, 'upload')
  await write(path)
  const { size } = await stat(path)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`
  await decode({ file: { url, size, etag: 'e' }, directory, content_type, purpose: 'post' }, 300)
  expect(await peakOfDecoders()).toBeGreaterThan(50)
  expect(await peakOfDecoders()).toBeLessThan(mostMegabytes)
}, 300_000)

function square(side: number) {
  return sharp({ create: { width: side, height: side, channels: 3, background: '#2080c0' } })
}

async function longVideo(path: string): Promise<void> {
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: false }), target: new FilePathTarget(path) })
  const source = new EncodedVideoPacketSource('vp9')
  output.addVideoTrack(source, { frameRate: 10 })
  await output.start()
  const decoderConfig = { codec: 'vp09.00.10.08', codedWidth: 320, codedHeight: 180 }
  const data = new Uint8Array(1_000_000)
  for (let second = 0; second < 400; second += 1) await source.add(new EncodedPacket(data, 'key', second, 1), { decoderConfig })
  await output.finalize()
}
