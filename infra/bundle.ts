import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build, type BuildOptions, type Metafile } from 'esbuild'
import { domains } from '../functions/catalogue.ts'
import { type FunctionContract, functionsOf } from '../shared/contract/domain.ts'
import { budgetReport } from './bundle-budget.ts'
import { bundleNative, nativePackages } from './bundle-native.ts'
import { bsonQuestions } from './bundling/bson-questions.ts'
import { dataModules } from './bundling/data-modules.ts'
import { derivedModules } from './bundling/derived-modules.ts'
import { withFewerChunks } from './bundling/fewer-chunks.ts'
import { lazyBuiltins } from './bundling/lazy-builtins.ts'

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

/** Files below `functions/` that a Lambda starts as processes of their own, without their endings. */
export const processes = ['media/decoder'] as const

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

const options = {
  absWorkingDir: root,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  sourcemap: true,
  sourcesContent: false,
  external: [...optional, ...nativePackages],
  logLevel: 'warning',
} as const satisfies BuildOptions

const firstPass = {
  ...options,
  alias: {
    // The driver's own sources: an ES module is compiled once, where its build is read first and compiled with each `require`.
    mongodb: `${root}node_modules/mongodb/src/index.ts`,
    bson: `${root}node_modules/bson/lib/bson.node.mjs`,
    '@mongodb-js/saslprep': `${root}infra/bundling/lazy-saslprep.cjs`,
  },
  // The driver's classes expect fields to be assigned.
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
  plugins: [lazyBuiltins, derivedModules, dataModules, bsonQuestions],
} satisfies BuildOptions

const secondPass = {
  ...options,
  minify: true,
  // CommonJS packages call `require`, which an ES module does not have.
  banner: { js: "const require = (name) => process.getBuiltinModule('node:module').createRequire(import.meta.url)(name);" },
  logOverride: { 'ignored-bare-import': 'silent' },
} satisfies BuildOptions

/**
 * Builds all functions into `outdir`, so that what they share is in chunks that they share.
 * Returns esbuild's description of what went where. Throws where a contract has no file.
 */
export async function bundle(outdir = bundleDirectory): Promise<Metafile> {
  const all = entries()
  const missing = all.filter(({ name }) => !existsSync(`${root}functions/${name}.ts`))
  if (missing.length > 0) throw new Error(`No file for ${missing.map(({ name }) => name).join(', ')}`)
  await rm(outdir, { recursive: true, force: true })
  const { outputFiles, metafile } = await build({
    ...firstPass,
    outdir,
    entryPoints: [...all.map(({ name }) => name), ...processes].map((name) => ({ in: `functions/${name}.ts`, out: name })),
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    metafile: true,
    write: false,
  })
  return withFewerChunks({ files: outputFiles, metafile }, { ...secondPass, outdir })
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
