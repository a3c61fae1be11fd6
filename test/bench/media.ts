import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { processPicture } from '../../functions/media/process-picture.ts'
import { bytesOf } from '../functions/media/pictures.ts'
import type { StackAddresses } from '../support/process.ts'
import { type Member, registerMembers } from './community.ts'
import type { LoadCall } from './load.ts'
import { startLoadGenerator } from './load-generator.ts'
import { compare, median } from './measure.ts'
import type { Figure } from './report.ts'

const width = 4000
const height = 3000
const uploads = 7
const callers = 16
const callsOfRound = 320
const rounds = 5

/** Pictures a second against bare sharp, their memory, how long an upload takes until it is ready, and announcements a second. */
export async function measureMedia({ api_url }: StackAddresses): Promise<Figure[]> {
  const photograph = await photographOf12Megapixels()
  const members = await registerMembers(api_url, callers)
  return [
    await measurePictures(photograph),
    await measureMemory(),
    await measureReady(api_url, members, photograph),
    await measureAnnouncing(api_url, members),
  ]
}

/** Noise, softened: as much to compress as a photograph has. */
async function photographOf12Megapixels(): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const
  const grain = await sharp({ create: { width: width / 8, height: height / 8, channels: 3, background: '#888888', noise } }).png().toBuffer()
  return sharp(grain).resize(width, height).jpeg({ quality: 85 }).withMetadata({ orientation: 6 }).toBuffer()
}

async function measurePictures(photograph: Buffer): Promise<Figure> {
  const made = () => processPicture(photograph, 'jpeg', 'post')
  const { outputs } = await made()
  const widths = outputs.flatMap((output) => (output.role === 'variant' && output.name.endsWith('.webp') ? [output.width as number] : []))
  const bare = async () => {
    const upright = () => sharp(photograph).autoOrient()
    await upright().jpeg({ quality: 90 }).toBuffer()
    for (const each of widths) {
      await upright().resize({ width: each }).webp({ quality: 80 }).toBuffer()
      await upright().resize({ width: each }).jpeg({ quality: 82 }).toBuffer()
    }
  }
  const { ratio, subject, baseline } = await compare(made, bare, { rounds: 7, calls: 1 })
  const detail = `${(1e6 / subject.microseconds).toFixed(2)} pictures/s, bare sharp ${(1e6 / baseline.microseconds).toFixed(2)}`
  const name = 'media: a JPEG of 12 megapixels, time over bare sharp'
  return { name, value: ratio, unit: '×', budget: { at: 'most', bound: 1.15 }, detail }
}

async function measureMemory(): Promise<Figure> {
  const child = fork(fileURLToPath(import.meta.url))
  const [value] = (await once(child, 'message')) as [number]
  return { name: 'media: peak memory of ten such pictures', value, unit: 'MB', budget: { at: 'most', bound: 1024 }, detail: 'a process of its own' }
}

async function measureReady(origin: string, [member]: readonly Member[], photograph: Buffer): Promise<Figure> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${member?.token}` }
  const times: number[] = []
  for (let upload = 0; upload < uploads; upload += 1) {
    const body = JSON.stringify({ filename: 'x.jpg', content_type: 'image/jpeg', size: photograph.length, purpose: 'post' })
    const { media, upload: way } = await answered(fetch(`${origin}/v1/media`, { method: 'POST', headers, body }))
    const form = new FormData()
    for (const [name, value] of Object.entries<string>(way.fields)) form.append(name, value)
    form.append('file', new Blob([bytesOf(photograph)]))
    await fetch(way.url, { method: 'POST', body: form })
    const from = performance.now()
    for (let status = ''; status !== 'ready'; ) {
      ;({ status } = await answered(fetch(`${origin}/v1/media/${media.id}`, { headers })))
      if (status === 'rejected') throw new Error('The photograph was refused')
    }
    times.push(performance.now() - from)
  }
  return { name: 'media: from upload to ready', value: median(times), unit: 'ms', detail: `${uploads} JPEGs of 12 megapixels, one after another` }
}

async function answered(call: Promise<Response>): Promise<ReturnType<typeof JSON.parse>> {
  return (await call).json()
}

async function measureAnnouncing(origin: string, members: readonly Member[]): Promise<Figure> {
  const load = startLoadGenerator()
  try {
    const body = JSON.stringify({ filename: 'x.jpg', content_type: 'image/jpeg', size: 1000, purpose: 'post' })
    const call = { method: 'POST', url: `${origin}/v1/media`, body }
    const calls = Array.from({ length: callsOfRound }, (_, at): LoadCall => ({ ...call, token: members[at % callers]?.token ?? '' }))
    const rates: number[] = []
    for (let round = 0; round < rounds; round += 1) rates.push(callsOfRound / (await load.run(calls, callers)).seconds)
    return { name: 'media: announcements, each with its form', value: median(rates.slice(1)), unit: '/s', detail: `${callers} callers` }
  } finally {
    load.stop()
  }
}

// The process whose memory is measured.
if (import.meta.main) {
  const photograph = await photographOf12Megapixels()
  for (let picture = 0; picture < 10; picture += 1) await processPicture(photograph, 'jpeg', 'post')
  process.send?.(process.resourceUsage().maxRSS / 1024, () => process.exit(0))
}
