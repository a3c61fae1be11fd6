import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'
import { type CallExpression, type Expression, parseSync, type Program, Visitor } from 'oxc-parser'

// What is declared in these does nothing until it is used.
const declarations =
  /(?:^|\/)(?:functions\/[^/]+\/(?:(?:[a-z-]+-)?(?:contract|schema|types)|events|schemas|model)|shared\/contract\/[a-z-]+)\.ts$/

// Functions alone, or one array: what so many functions load would otherwise be a small file of its own.
const stateless = /(?:^|\/)(?:shared\/(?:subjects|store\/ids)\.ts|zod\/v4\/classic\/(?:coerce|iso)\.js)$/

/** Whether there may be several copies of a file in one process: it has no state, and no class that is asked for. */
export function mayRepeat(path: string): boolean {
  return (declarations.test(path) && !path.endsWith('/problems.ts')) || stateless.test(path)
}

/**
 * Makes declarations lighter. Each is marked as free of effects: a domain's contract declares all of its functions, and
 * each then loads its own. Descriptions, which only the API's document reads, are left out, because what adds one to a
 * schema makes another schema. What a collection's documents look like is made when a migration asks.
 */
export const dataModules: Plugin = {
  name: 'data-modules',
  setup({ onLoad }) {
    onLoad({ filter: declarations }, async ({ path }) => ({ contents: lighter(path, await readFile(path, 'utf8')), loader: 'ts' }))
  },
}

/** What takes the place of the text from `start` to `end`. */
interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

function lighter(path: string, source: string): string {
  const { program } = parseSync(path, source)
  return [...pureInitialisers(path, program), ...lighterCalls(program)]
    .toSorted((one, other) => other.start - one.start || other.end - one.end)
    .reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), source)
}

function pureInitialisers(path: string, program: Program): Edit[] {
  return program.body.flatMap((statement) => {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declared?.type !== 'VariableDeclaration') return []
    return declared.declarations.flatMap(({ id, init }) => {
      if (id.type !== 'Identifier') throw new Error(`${path} takes something apart at its top level, which no function could leave out`)
      return init && isComputed(init) ? wrapped(init, '/* @__PURE__ */ (() => (', '))()') : []
    })
  })
}

// A function keeps its name only where it is written out.
function isComputed({ type }: Expression): boolean {
  return type !== 'ArrowFunctionExpression' && type !== 'FunctionExpression' && type !== 'Literal'
}

function lighterCalls(program: Program): Edit[] {
  const edits: Edit[] = []
  const CallExpression = (call: CallExpression) => void edits.push(...withoutDescription(call), ...withLazyShape(call))
  new Visitor({ CallExpression }).visit(program)
  return edits
}

function withoutDescription({ callee, end }: CallExpression): Edit[] {
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return []
  return ['describe', 'meta'].includes(callee.property.name) ? [{ start: callee.object.end, end, text: '' }] : []
}

function withLazyShape({ callee, arguments: [, shape] }: CallExpression): Edit[] {
  if (callee.type !== 'Identifier' || callee.name !== 'collection' || shape?.type !== 'ObjectExpression') return []
  return wrapped(shape, '() => (', ')')
}

function wrapped({ start, end }: Expression, before: string, after: string): Edit[] {
  return [
    { start, end: start, text: before },
    { start: end, end, text: after },
  ]
}
