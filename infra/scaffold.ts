import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withDomain, withImport, withImportLine } from './scaffold-edits.ts'
import { contractEntry, contractImports, type NewUseCase, testFile, useCaseFile } from './scaffold-templates.ts'

/**
 * Writes a new use case below `root`: its contract entry, its file and its test, and the domain where that is new.
 * `name` is `<domain>/<use-case>`. Returns the files that it wrote. Throws where the name is wrong or taken.
 */
export function scaffold(root: string, name: string): string[] {
  const useCase = parse(name)
  refuseTaken(root, useCase)
  const { domain, id } = useCase
  const written = new Map<string, string>()
  const contract = `functions/${domain}/contract.ts`
  if (!existsSync(join(root, contract))) {
    written.set('functions/catalogue.ts', withDomain(readFileSync(join(root, 'functions/catalogue.ts'), 'utf8'), domain))
    written.set(`functions/${domain}/model.ts`, 'export {}\n')
  }
  written.set(contract, withContract(existsSync(join(root, contract)) ? readFileSync(join(root, contract), 'utf8') : '', useCase))
  written.set(`functions/${domain}/${id}.ts`, useCaseFile(useCase))
  written.set(`test/functions/${domain}/${id}.test.ts`, testFile(useCase))
  for (const [file, content] of written) write(join(root, file), content)
  return Array.from(written.keys())
}

function parse(name: string): NewUseCase {
  const [, domain, id] = /^([a-z][a-z0-9-]*)\/([a-z][a-z0-9]*(?:-[a-z0-9]+)+)$/.exec(name) ?? []
  if (domain === undefined || id === undefined)
    throw new Error(`Write <domain>/<verb>-<noun>, such as notes/create-note, not ${name}`)
  return { domain, id }
}

// An id names a Lambda, so that it is unique over all domains.
function refuseTaken(root: string, { id }: NewUseCase): void {
  const [taken] = globSync(`functions/*/${id}.ts`, { cwd: root })
  if (taken !== undefined) throw new Error(`${taken} is there already`)
}

function withContract(source: string, useCase: NewUseCase): string {
  const zod = withImportLine(source, "import * as z from 'zod'")
  const imported = contractImports(useCase).reduce((text, { name, from }) => withImport(text, name, from), zod)
  return `${imported.trimEnd()}\n${contractEntry(useCase)}`
}

function write(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}

if (import.meta.main) {
  const [name = ''] = process.argv.slice(2)
  const files = scaffold(fileURLToPath(new URL('..', import.meta.url)), name)
  console.log(`Wrote ${files.join(', ')}.\nNext: say in the contract what it takes and answers, then npm start.`)
}
