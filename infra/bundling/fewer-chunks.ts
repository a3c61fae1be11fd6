import { basename, dirname, join, relative, resolve } from 'node:path'
import { type BuildOptions, build, type Metafile, type OutputFile, type Plugin } from 'esbuild'
import { mayRepeat } from './data-modules.ts'
import { builtinNamespace } from './lazy-builtins.ts'

type Outputs = Metafile['outputs']
type Output = Outputs[string]

// A chunk that would take more than this in all functions together is worth a file, which takes 0.3 ms to find and open.
const repeatable = 300_000

const namespace = 'first-pass'

/**
 * Takes functions that were split into many small chunks and puts these into the functions that load them, so that a start
 * opens ten files in place of forty, and what a function does not use of its chunks is left out. Large chunks, those that
 * are loaded when needed, and those that hold state and could be reached both ways stay files of their own.
 * Returns what went where, as esbuild describes it.
 */
export async function withFewerChunks(split: { files: readonly OutputFile[]; metafile: Metafile }, options: BuildOptions): Promise<Metafile> {
  const root = options.absWorkingDir ?? ''
  const outputs = new Map(
    Object.entries(split.metafile.outputs).flatMap(([path, output]) => (path.endsWith('.mjs') ? [[resolve(root, path), located(output, root)]] : [])),
  )
  const texts = new Map(split.files.map(({ path, text }) => [path, text]))
  const entries = [...outputs].filter(([path]) => !isChunk(path)).map(([path]) => path)
  const later = new Set(entries.flatMap((path) => [...laterChunks(outputs, path)]))
  const separate = separateChunks(outputs, entries)
  const apart = later.union(separate)

  const outdir = resolve(root, options.outdir ?? '')
  const groups = Map.groupBy([...entries, ...apart], (path) => groupOf(path, outputs, outdir))
  const built = await Promise.all(
    Array.from(groups, ([group, paths]) =>
      build({
        ...options,
        entryPoints: paths.map((path) => ({ in: path, out: relative(outdir, path).replace(/\.mjs$/, '') })),
        plugins: [firstPass({ texts, apart, chunksFrom: group === 'top' ? './chunks' : '../chunks' })],
        keepNames: group !== 'foreign',
        bundle: true,
        metafile: true,
      }),
    ),
  )
  return { inputs: split.metafile.inputs, outputs: Object.assign({}, ...built.map(({ metafile }) => described(metafile, outputs))) as Outputs }
}

function located(output: Output, root: string): Output {
  return { ...output, imports: output.imports.map((one) => (one.external ? one : { ...one, path: resolve(root, one.path) })) }
}

function isChunk(path: string): boolean {
  return path.includes('/chunks/')
}

/** A chunk's own imports, and theirs. */
function loadedWith(outputs: ReadonlyMap<string, Output>, path: string): Set<string> {
  const reached = new Set([path])
  for (const at of reached) {
    for (const { path: imported, kind, external } of outputs.get(at)?.imports ?? []) {
      if (!external && kind === 'import-statement') reached.add(imported)
    }
  }
  return reached
}

/** The chunks that a function may load after its start. */
function laterChunks(outputs: ReadonlyMap<string, Output>, path: string): Set<string> {
  const found = new Set<string>()
  const from = new Set([path])
  for (const start of from) {
    for (const at of loadedWith(outputs, start)) {
      for (const { path: imported, kind, external } of outputs.get(at)?.imports ?? []) {
        if (external || kind !== 'dynamic-import') continue
        found.add(imported)
        from.add(imported)
      }
    }
  }
  return found
}

function separateChunks(outputs: ReadonlyMap<string, Output>, entries: readonly string[]): Set<string> {
  const separate = new Set<string>()
  const keep = (path: string): void => {
    if (separate.has(path) || isStateless(outputs.get(path))) return
    separate.add(path)
    for (const imported of loadedWith(outputs, path)) keep(imported)
  }
  const loads = Map.groupBy(entries.flatMap((entry) => [...loadedWith(outputs, entry)]), (path) => path)
  for (const [path, { bytes }] of outputs) {
    if (isChunk(path) && bytes * (loads.get(path)?.length ?? 0) > repeatable) keep(path)
  }
  for (const entry of entries) {
    const seen = loadedWith(outputs, entry)
    for (const chunk of laterChunks(outputs, entry)) {
      for (const path of loadedWith(outputs, chunk)) {
        if (seen.has(path)) keep(path)
        seen.add(path)
      }
    }
  }
  return separate
}

/** Whether two copies of a chunk do no harm: it has no state. */
function isStateless(output: Output | undefined): boolean {
  return Object.entries(output?.inputs ?? {}).every(
    ([path, { bytesInOutput }]) => bytesInOutput === 0 || path.startsWith(`${builtinNamespace}:`) || mayRepeat(path),
  )
}

/** What is built alike: by where it is, and by whether its functions keep their names, which the logs show. */
function groupOf(path: string, outputs: ReadonlyMap<string, Output>, outdir: string): 'top' | 'foreign' | 'own' {
  if (dirname(path) === outdir) return 'top'
  return Object.keys(outputs.get(path)?.inputs ?? {}).some((input) => /^(?:functions|shared)\//.test(input)) ? 'own' : 'foreign'
}

interface FirstPass {
  readonly texts: ReadonlyMap<string, string>
  /** The chunks that stay files. */
  readonly apart: ReadonlySet<string>
  /** The folder of chunks as what is built imports it. */
  readonly chunksFrom: string
}

function firstPass({ texts, apart, chunksFrom }: FirstPass): Plugin {
  return {
    name: namespace,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /.*/ }, ({ kind, path, importer }) => {
        if (kind === 'entry-point') return { path, namespace }
        if (!path.startsWith('.')) return { path, external: true }
        const chunk = resolve(dirname(importer), path)
        return apart.has(chunk) ? { path: `${chunksFrom}/${basename(chunk)}`, external: true } : { path: chunk, namespace, sideEffects: false }
      })
      onLoad({ filter: /.*/, namespace }, ({ path }) => ({ contents: withMap(texts.get(path) ?? '', texts.get(`${path}.map`) ?? ''), loader: 'js' }))
    },
  }
}

// A module of which somebody wants a namespace: `var names = {};` and what fills it.
const namespaceObject = /var (\w+) = \{\};\n__export\(\1, (\{\n(?: .*\n)*\})\);/g

function withMap(text: string, map: string): string {
  // Without a namespace that nobody wants here, what only it names can go. Lines stay where they are, for the map.
  const code = text
    .slice(0, text.lastIndexOf('//# sourceMappingURL='))
    .replace(namespaceObject, 'var $1 = /* @__PURE__ */ (() => { const names = {};\n__export(names, $2); return names; })();')
  return `${code}//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}`
}

/** What the second pass wrote, described as if there had been one: with the sources as inputs, and chunks as imports. */
function described({ outputs }: Metafile, firstOutputs: ReadonlyMap<string, Output>): Outputs {
  return Object.fromEntries(
    Object.entries(outputs).map(([path, output]) => [
      path,
      {
        ...output,
        inputs: Object.assign({}, ...Object.keys(output.inputs).map((input) => firstOutputs.get(input.slice(namespace.length + 1))?.inputs)) as Output['inputs'],
        imports: output.imports.map((one) => (one.path.startsWith('.') ? { kind: one.kind, path: join(dirname(path), one.path) } : one)),
      },
    ]),
  )
}
