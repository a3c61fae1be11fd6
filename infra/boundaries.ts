import { globSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'

/** An import that crosses a boundary, and which one. */
export interface Violation {
  readonly file: string
  readonly imported: string
  readonly rule: string
}

const rules = [
  {
    rule: 'shared/ knows no domain and no infrastructure',
    breaks: (from: string, to: string) => within(from, 'shared') && !within(to, 'shared'),
  },
  {
    rule: 'the upload client stands on its own: browsers load it',
    breaks: (from: string, to: string) => within(from, 'shared/client') && !within(to, 'shared/client'),
  },
  {
    rule: 'functions/ know no infrastructure',
    breaks: (from: string, to: string) => within(from, 'functions') && (within(to, 'infra') || within(to, 'test')),
  },
  {
    rule: 'of another domain only contract.ts and public.ts may be imported',
    breaks: (from: string, to: string) => isForeign(from, to) && !/\/(?:contract|public)\.ts$/.test(to),
  },
  {
    rule: 'a contract is data: it stands on shared/contract alone',
    breaks: (from: string, to: string) => from.endsWith('/contract.ts') && within(to, 'shared') && !within(to, 'shared/contract'),
  },
  {
    rule: 'the console knows the contracts and the upload client alone',
    breaks: (from: string, to: string) => within(from, 'console') && !/^(?:console\/|shared\/client\/|functions\/[^/]+\/contract\.ts$)/.test(to),
  },
  { rule: 'nothing but tests imports tests', breaks: (from: string, to: string) => !within(from, 'test') && within(to, 'test') },
]

/** Every import below `root` that crosses a boundary between domains, or between them and what they stand on. */
export function boundaryViolations(root: string): Violation[] {
  const files = globSync('{functions,shared,infra,console}/**/*.{ts,tsx}', { cwd: root }).map((file) => file.replaceAll('\\', '/'))
  return files.toSorted().flatMap((file) =>
    importsOf(join(root, file)).flatMap((specifier) => {
      const imported = posix.join(posix.dirname(file), specifier)
      return rules.filter(({ breaks }) => breaks(file, imported)).map(({ rule }) => ({ file, imported, rule }))
    }),
  )
}

/** The files that a module names, types included; packages are left out. */
function importsOf(path: string): string[] {
  const source = readFileSync(path, 'utf8')
  const { module } = parseSync(path, source)
  const specifiers = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) => source.slice(start + 1, end - 1)),
    ...module.staticExports.flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? [])),
  ]
  return specifiers.filter((specifier) => specifier.startsWith('.'))
}

function within(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`)
}

// Files beside the domains, such as the list of subject types, belong to all of them.
function isForeign(from: string, to: string): boolean {
  const domain = domainOf(to)
  return domainOf(from) !== undefined && domain !== undefined && domain !== domainOf(from)
}

function domainOf(path: string): string | undefined {
  return /^functions\/([^/]+)\//.exec(path)?.[1]
}

if (import.meta.main) {
  const violations = boundaryViolations(fileURLToPath(new URL('..', import.meta.url)))
  for (const { file, imported, rule } of violations) console.error(`${file} imports ${imported}: ${rule}`)
  if (violations.length > 0) process.exitCode = 1
}
