import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { openApiDocument } from '../../infra/openapi.ts'
import { scaffold } from '../../infra/scaffold.ts'
import type { Domain } from '../../shared/contract/domain.ts'
import { templatesOf } from './library.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('a new use case', () => {
  it('type-checks, and is in the catalogue, the OpenAPI document and the templates without another edit', async () => {
    const project = copyOfProject()
    expect(scaffold(project, 'lending-library/borrow-book')).toContain('test/functions/lending-library/borrow-book.test.ts')
    scaffold(project, 'lending-library/get-book')
    scaffold(project, 'operations/list-incidents')
    execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', project], { stdio: 'pipe' })

    const { domains } = (await import(join(project, 'functions/catalogue.ts'))) as { domains: Domain[] }
    const ids = domains.flatMap(({ endpoints }) => endpoints.map(({ id }) => id))
    expect(ids).toEqual(expect.arrayContaining(['borrow-book', 'get-book', 'list-incidents', 'get-health']))
    expect(openApiDocument(domains, { version: '1', url: '/' })).toHaveProperty([
      'paths',
      '/v1/lending-library/borrow-book',
      'post',
    ])
    templatesOf({ domains })('lending-library').hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'lending-library/get-book.handler',
    })
  }, 60_000)

  it('is not written over one that is there', () => {
    const project = copyOfProject()
    expect(() => scaffold(project, 'notes/get-health')).toThrow('functions/operations/get-health.ts is there already')
    expect(existsSync(join(project, 'functions/notes'))).toBe(false)
  })

  it.each(['notes', 'notes/create', 'Notes/create-note', 'notes/../create-note'])('is not named %s', (name) => {
    expect(() => scaffold(root, name)).toThrow('Write <domain>/<verb>-<noun>')
  })
})

const catalogue = `import { domain } from '../shared/contract/domain.ts'
import * as operations from './operations/contract.ts'

export const domains = [domain('operations', operations)]
`

// The smallest project in which a domain lives: the shared code, one domain and what tests stand on.
function copyOfProject(): string {
  const project = mkdtempSync(join(tmpdir(), 'atrium-scaffold-'))
  for (const folder of ['functions/operations', 'shared']) cpSync(join(root, folder), join(project, folder), { recursive: true })
  const derived = readdirSync(join(root, 'functions')).filter((name) => name.endsWith('.derived.ts'))
  for (const name of ['models.ts', ...derived]) cpSync(join(root, 'functions', name), join(project, 'functions', name))
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'))
  cpSync(join(root, 'package.json'), join(project, 'package.json'))
  writeFileSync(join(project, 'functions/catalogue.ts'), catalogue)
  const settings = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as object
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ ...settings, include: ['functions'] }))
  return project
}
