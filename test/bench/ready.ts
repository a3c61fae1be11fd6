import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { bundle, bundleDirectory } from '../../infra/bundle.ts'
import { median } from './measure.ts'
import type { Figure } from './report.ts'

const run = promisify(execFile)
const rounds = 15

/** One function of each kind, and the ones that load most. */
const functions = {
  'endpoint, reading': 'articles/get-article',
  'endpoint, writing': 'articles/create-article',
  'endpoint, signing tokens': 'identity/login',
  'endpoint, taking uploads': 'media/create-media',
  worker: 'analytics/count-engagement',
  'worker, sending mails': 'notifications/send-notification-mails',
  schedule: 'operations/sweep-outbox',
}

/** How long a function's bundle takes to load above an empty handler, in whole processes that take turns. */
export async function measureReadiness(): Promise<Figure[]> {
  await bundle()
  const folder = await mkdtemp(join(tmpdir(), 'atrium-ready-'))
  try {
    const empty = join(folder, 'empty.mjs')
    const starter = join(folder, 'start.mjs')
    await writeFile(empty, 'export const handler = async () => ({ statusCode: 204 })\n')
    await writeFile(starter, 'await import(process.argv[2])\nprocess.stdout.write(String(performance.now()), () => process.exit(0))\n')
    const ready = async (file: string) => Number((await run(process.execPath, [starter, file])).stdout)
    const figures: Figure[] = []
    for (const [kind, name] of Object.entries(functions)) {
      const file = join(bundleDirectory, `${name}.mjs`)
      await ready(file)
      const times = { empty: [] as number[], function: [] as number[] }
      for (let round = 0; round < rounds; round += 1) {
        times.empty.push(await ready(empty))
        times.function.push(await ready(file))
      }
      // Whatever else the machine does can only make a start slower, so that the fastest one is nearest to the truth.
      const value = Math.min(...times.function) - Math.min(...times.empty)
      const usual = median(times.function) - median(times.empty)
      figures.push({
        name: `ready: ${kind}`,
        value,
        unit: 'ms',
        budget: { at: 'most', bound: 60 },
        detail: `${name}, medians ${usual.toFixed(0)} ms apart`,
      })
    }
    return figures
  } finally {
    await rm(folder, { recursive: true })
  }
}
