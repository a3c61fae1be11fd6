import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { expect, it, onTestFinished } from 'vitest'
import { inSources } from '../../../shared/runtime/source-frames.ts'

async function built(source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'atrium-frames-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'thrower.ts'), source)
  const outfile = join(folder, 'built.mjs')
  await build({ entryPoints: [join(folder, 'thrower.ts')], outfile, minify: true, sourcemap: true, format: 'esm' })
  return pathToFileURL(outfile).href
}

it('names the place in the sources of what a built file throws', async () => {
  const url = await built('const unused: number = 1\n\nexport function fail(): never {\n  throw new Error("no")\n}\n')
  const column = (await readFile(fileURLToPath(url), 'utf8')).indexOf('new Error') + 1
  expect(inSources(`at fail (${url}:1:${column})`)).toBe('at fail (thrower.ts:4:9)')
})

it('leaves a frame as it is where there is no map', () => {
  expect(inSources('at process.processTicksAndRejections (node:internal/process/task_queues:104:5)')).toContain('(node:internal/process')
  expect(inSources('at file:///var/task/gone.mjs:1:5')).toBe('at file:///var/task/gone.mjs:1:5')
})
