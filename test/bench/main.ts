import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startProcess } from '../support/process.ts'
import { measureEndpoints } from './endpoints.ts'
import { measureReadiness } from './ready.ts'
import { type Figure, keepsBudget, table, writeReport } from './report.ts'

const parts = { endpoints: measureEndpoints, ready: measureReadiness }

/** `npm run bench`: measures against a stack of its own, prints a table and writes `dist/bench.json`. */
const { positionals } = parseArgs({ allowPositionals: true })
const unknown = positionals.filter((name) => !(name in parts))
if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')}: choose among ${Object.keys(parts).join(', ')}`)

// Log lines go to standard output, which is the table's here.
process.env.POWERTOOLS_LOG_LEVEL ??= 'CRITICAL'
const stack = await startProcess()
const figures: Figure[] = []
try {
  for (const [name, measure] of Object.entries(parts)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue
    figures.push(...(await measure(stack.addresses)))
  }
} finally {
  await stack.stop()
}
const file = fileURLToPath(new URL('../../dist/bench.json', import.meta.url))
await writeReport(file, figures)
console.log(`${table(figures)}\n\nWritten to ${file}`)
process.exitCode = figures.every(keepsBudget) ? 0 : 1
