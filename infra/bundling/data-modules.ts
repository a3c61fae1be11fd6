import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'
import { type Expression, parseSync } from 'oxc-parser'

// What is declared in these does nothing until it is used.
const ofDomains = /(?:^|\/)functions\/[^/]+\/(?:(?:[a-z-]+-)?(?:contract|types)|events|schemas|model)\.ts$/
const declarations = new RegExp(`${ofDomains.source}|shared\\/contract\\/[a-z-]+\\.ts$`)

/** Whether a file holds a domain's declarations alone, or what makes its events, so that there may be several copies of it. */
export function mayRepeat(path: string): boolean {
  return ofDomains.test(path) || path.endsWith('shared/contract/event.ts')
}

/**
 * Marks each declaration of such a file as free of effects. A domain's contract declares all of its functions; each then
 * loads its own.
 */
export const dataModules: Plugin = {
  name: 'data-modules',
  setup({ onLoad }) {
    onLoad({ filter: declarations }, async ({ path }) => ({ contents: markPure(path, await readFile(path, 'utf8')), loader: 'ts' }))
  },
}

// A function keeps its name only where it is written out.
function isComputed({ type }: Expression): boolean {
  return type !== 'ArrowFunctionExpression' && type !== 'FunctionExpression' && type !== 'Literal'
}

function markPure(path: string, source: string): string {
  const initialisers = parseSync(path, source).program.body.flatMap((statement) => {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declared?.type !== 'VariableDeclaration') return []
    return declared.declarations.flatMap(({ id, init }) => (id.type === 'Identifier' && init && isComputed(init) ? [init] : []))
  })
  return initialisers.reduceRight(
    (text, { start, end }) => `${text.slice(0, start)}/* @__PURE__ */ (() => (${text.slice(start, end)}))()${text.slice(end)}`,
    source,
  )
}
