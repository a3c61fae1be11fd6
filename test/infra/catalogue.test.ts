import { globSync, readFileSync } from 'node:fs'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { domains } from '../../functions/catalogue.ts'
import { synthesize } from '../../infra/app.ts'
import { functionsOf } from '../../shared/contract/domain.ts'
import { routesOf } from '../../shared/contract/endpoint.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const contracts = domains.flatMap((domain) => functionsOf(domain).map(({ id }) => `${domain.name}/${id}`))

describe('the catalogue', () => {
  it('has a contract for every file that has a handler, and a file for every contract', () => {
    const handlers = globSync('functions/*/*.ts', { cwd: root })
      .filter((file) => /^export (?:const|async function|function) handler\b/m.test(readFileSync(join(root, file), 'utf8')))
      .map((file) => file.replace(/^functions\/(.*)\.ts$/, '$1'))
    expect(handlers.toSorted()).toEqual(contracts.toSorted())
  })

  it('names every domain that has a contract', () => {
    const folders = globSync('functions/*/contract.ts', { cwd: root }).map((file) => file.split('/')[1])
    expect(domains.map(({ name }) => name).toSorted()).toEqual(folders.toSorted())
  })

  it('names every function once', () => {
    const ids = contracts.map((name) => name.split('/')[1])
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  })

  it('becomes stacks in which every route has one integration', () => {
    const { stacks } = synthesize({ outdir: mkdtempSync(join(tmpdir(), 'atrium-synth-')), bundle: false })
    const resources = stacks.flatMap(({ template }) =>
      Object.entries<Resource>((template as { Resources?: Record<string, Resource> }).Resources ?? {}),
    )
    const routes = resources.map(([, resource]) => resource).filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route')
    const integrations = new Set(resources.filter(([, { Type }]) => Type === 'AWS::ApiGatewayV2::Integration').map(([id]) => id))
    const http = routes.filter(({ Properties: { RouteKey } }) => / \//.test(RouteKey ?? ''))
    const expected = domains
      .flatMap(({ endpoints }) => endpoints)
      .flatMap(routesOf)
      .map(({ method, path }) => `${method} ${path}`)
    expect(http.map(({ Properties }) => Properties.RouteKey).toSorted()).toEqual(expected.toSorted())
    for (const { Properties } of routes) expect(integrations).toContain(Properties.Target?.['Fn::Join'][1][1].Ref)
  })
})

interface Resource {
  readonly Type: string
  readonly Properties: {
    readonly RouteKey?: string
    readonly Target?: { readonly 'Fn::Join': [string, [string, { readonly Ref: string }]] }
  }
}
