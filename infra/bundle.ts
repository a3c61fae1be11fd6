import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build, type Metafile } from 'esbuild'
import { domains } from '../functions/catalogue.ts'
import { type FunctionContract, functionsOf } from '../shared/contract/domain.ts'
import { budgetReport } from './bundle-budget.ts'
import { bundleNative, nativePackages } from './bundle-native.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Where the built functions go: the one asset of all Lambdas. */
export const bundleDirectory = `${root}dist/functions`

// The same for functions that load machine code.
const nativeDirectory = `${root}dist/native-functions`

/** A Lambda's file below `functions/`, without its ending; without a contract it serves the platform itself. */
export interface Entry {
  readonly name: string
  readonly contract?: FunctionContract
}

/** Every file that becomes a Lambda. */
export function entries(): Entry[] {
  const contracts = domains.flatMap((domain) =>
    functionsOf(domain).map((contract) => ({ name: `${domain.name}/${contract.id}`, contract })),
  )
  return [...contracts, { name: 'migrate' }, { name: 'unrouted' }]
}

// The driver asks for these and goes on without them; Lambda's own runtime brings the first, for IAM authentication.
const optional = [
  '@aws-sdk/credential-providers',
  '@mongodb-js/zstd',
  'aws4',
  'gcp-metadata',
  'kerberos',
  'mongodb-client-encryption',
  'snappy',
  'socks',
]

/**
 * Builds all functions in one pass, so that what they share is in chunks that they share.
 * Returns esbuild's description of what went where. Throws where a contract has no file.
 */
export async function bundle(): Promise<Metafile> {
  const all = entries()
  const missing = all.filter(({ name }) => !existsSync(`${root}functions/${name}.ts`))
  if (missing.length > 0) throw new Error(`No file for ${missing.map(({ name }) => name).join(', ')}`)
  await rm(bundleDirectory, { recursive: true, force: true })
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: all.map(({ name }) => ({ in: `functions/${name}.ts`, out: name })),
    outdir: bundleDirectory,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    external: [...optional, ...nativePackages],
    // Node has what the driver takes from whatwg-url: 290 kB and 35 ms less for every function.
    alias: { 'whatwg-url': 'node:url', '@mongodb-js/saslprep': `${root}infra/lazy-saslprep.cjs` },
    // CommonJS packages call `require`, which an ES module does not have.
    banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
    logLevel: 'warning',
  })
  return metafile
}

if (import.meta.main) {
  const { lines, overBudget } = budgetReport(await bundle(), entries())
  await bundleNative(bundleDirectory, nativeDirectory)
  console.log(lines.join('\n'))
  if (overBudget.length > 0) {
    console.error(`Over budget: ${overBudget.join(', ')}`)
    process.exitCode = 1
  }
}
