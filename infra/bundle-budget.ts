import type { Metafile } from 'esbuild'
import type { Entry } from './bundle.ts'

const megabyte = 1_000_000

/** What a Lambda loads when it starts, and what it loads only when a call needs it. */
interface BundleSize {
  readonly loaded: number
  readonly deferred: number
  /** A client of the AWS SDK is among what it loads. */
  readonly hasSdkClient: boolean
}

/** Sizes in bytes of the entry named `name`, with all chunks that it reaches. Throws where it was not built. */
function sizeOf({ outputs }: Pick<Metafile, 'outputs'>, name: string): BundleSize {
  const entry = Object.keys(outputs).find((path) => path.endsWith(`/${name}.mjs`))
  if (entry === undefined) throw new Error(`${name} was not built`)
  const loaded = reach(outputs, [entry], ['import-statement'])
  const all = reach(outputs, [entry], ['import-statement', 'dynamic-import'])
  const bytes = (paths: Iterable<string>) =>
    Array.from(paths, (path) => outputs[path]?.bytes ?? 0).reduce((sum, size) => sum + size, 0)
  const inputs = Array.from(loaded, (path) => Object.keys(outputs[path]?.inputs ?? {})).flat()
  return {
    loaded: bytes(loaded),
    deferred: bytes(all.difference(loaded)),
    hasSdkClient: inputs.some((path) => path.includes('node_modules/@aws-sdk/client-')),
  }
}

/** The most bytes that an entry may load when it starts. */
function budgetOf({ contract }: Entry, { hasSdkClient }: Pick<BundleSize, 'hasSdkClient'>): number {
  if (contract?.kind !== 'endpoint' && contract?.kind !== 'socket') return 3 * megabyte
  return hasSdkClient ? 1.5 * megabyte : megabyte
}

interface Row {
  readonly entry: Entry
  readonly size: BundleSize
}

function largestFirst(metafile: Pick<Metafile, 'outputs'>, entries: readonly Entry[]): Row[] {
  return entries
    .map((entry) => ({ entry, size: sizeOf(metafile, entry.name) }))
    .toSorted((a, b) => b.size.loaded - a.size.loaded)
}

/** Of each budget the function that comes nearest to it, with the bytes that it loads and may load. */
export function nearestToBudget(metafile: Pick<Metafile, 'outputs'>, entries: readonly Entry[]): { name: string; bytes: number; most: number }[] {
  const nearest = new Map<number, { name: string; bytes: number; most: number }>()
  for (const { entry, size } of largestFirst(metafile, entries)) {
    const most = budgetOf(entry, size)
    if (!nearest.has(most)) nearest.set(most, { name: entry.name, bytes: size.loaded, most })
  }
  return Array.from(nearest.values())
}

/** A line for each entry, the largest first, and the names of those over their budget. */
export function budgetReport(
  metafile: Pick<Metafile, 'outputs'>,
  entries: readonly Entry[],
): { lines: string[]; overBudget: string[] } {
  const rows = largestFirst(metafile, entries)
  const width = Math.max(...entries.map(({ name }) => name.length))
  const line = ({ entry, size }: Row) => {
    const deferred = size.deferred > 0 ? `  and ${kilobytes(size.deferred)} when needed` : ''
    return `${entry.name.padEnd(width)}  ${kilobytes(size.loaded)} of ${kilobytes(budgetOf(entry, size))}${deferred}`
  }
  return {
    lines: rows.map(line),
    overBudget: rows.filter(({ entry, size }) => size.loaded > budgetOf(entry, size)).map(({ entry }) => entry.name),
  }
}

type ImportKind = Metafile['outputs'][string]['imports'][number]['kind']

function reach(outputs: Metafile['outputs'], from: readonly string[], kinds: readonly ImportKind[]): Set<string> {
  const reached = new Set(from)
  // A set that grows while it is walked is walked to its new end.
  for (const path of reached) {
    for (const { path: imported, kind, external } of outputs[path]?.imports ?? []) {
      if (!external && kinds.includes(kind)) reached.add(imported)
    }
  }
  return reached
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000).toLocaleString('en')} kB`.padStart(8)
}
