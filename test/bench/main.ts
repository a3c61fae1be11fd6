import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startProcess } from '../support/process.ts'
import { parts } from './parts.ts'
import { type Figure, keepsBudget, table, writeReport } from './report.ts'

/** `npm run bench -- [part …] [--full]`: measures beside a stack of its own, prints a table and writes `dist/bench.json`. */
const { positionals, values } = parseArgs({ allowPositionals: true, options: { full: { type: 'boolean', default: false } } })
const unknown = positionals.filter((name) => !(name in parts))
if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')}: choose among ${Object.keys(parts).join(', ')}`)

const figures: Figure[] = []
for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) {
  console.error(`measuring ${name}`)
  figures.push(...(await measureApart(name)))
}
const file = fileURLToPath(new URL('../../dist/bench.json', import.meta.url))
await writeReport(file, figures)
console.log(`${table(figures)}\n\nWritten to ${file}`)
process.exitCode = figures.every(keepsBudget) ? 0 : 1

/** A stack and a process for each part, so that none meets what another left behind. */
async function measureApart(name: string): Promise<Figure[]> {
  const stack = await startProcess()
  try {
    const args = [name, JSON.stringify(stack.addresses), JSON.stringify(values)]
    const child = fork(fileURLToPath(new URL('part.ts', import.meta.url)), args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    const measured: Figure[] = []
    child.on('message', (message) => measured.push(...(message as Figure[])))
    const [code] = (await once(child, 'exit')) as [number | null]
    if (code !== 0) throw new Error(`Measuring ${name} failed`)
    return measured
  } finally {
    await stack.stop()
  }
}
