import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, expectTypeOf, it } from 'vitest'
import type * as z from 'zod'
import type { Media } from '../../../functions/media/contract.ts'
import type { Medium } from '../../../shared/client/wire.ts'

it('the client is small, and needs nothing but itself, in browsers as in Node 20', async () => {
  const { metafile, outputFiles } = await build({
    entryPoints: [new URL('../../../shared/client/upload-media.ts', import.meta.url).pathname],
    absWorkingDir: new URL('../../..', import.meta.url).pathname,
    bundle: true,
    format: 'esm',
    target: ['chrome116', 'firefox119', 'safari17', 'node20'],
    minify: true,
    metafile: true,
    write: false,
  })
  for (const input of Object.keys(metafile.inputs)) expect(input).toMatch(/^shared\/client\//)
  const [bundle] = outputFiles
  expect(gzipSync(bundle?.contents ?? '').length).toBeLessThan(6000)
})

it('what it takes for a medium is what the contract answers', () => {
  expectTypeOf<z.input<typeof Media>>().toExtend<Medium>()
})
