import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { domains } from '../../functions/catalogue.ts'
import { openApiDocument } from '../../infra/openapi.ts'
import { type AnyEndpoint, parameterSchema, routesOf } from '../../shared/contract/endpoint.ts'
import { hasRole, type Role, roles } from '../../shared/contract/roles.ts'
import type { Actor, Json } from '../support/actor.ts'
import { type Stack, useStack } from '../support/stack.ts'
import { resolver, valuesOf } from './schema-values.ts'

const document: Json = openApiDocument(domains, { version: 'test', url: 'http://127.0.0.1' })
const nowhere = '665f1c2ab7d4a3e1f0c9d8b7'
// As an id of any kind, it names nothing.
const nothing = 'nothing-there'

const reserved = domains
  .flatMap(({ endpoints }) => endpoints)
  .filter(({ auth }) => auth !== 'public' && auth !== 'user')
  .flatMap((contract) => routesOf(contract).map((route) => ({ contract, route })))

const cases = reserved.flatMap(({ contract, route }) =>
  roles.map((role) => ({ role, contract, method: route.method, path: route.path, may: hasRole(role, contract.auth as Role) })),
)

// A well-formed request about something that is not there, so that nothing comes of it whoever may call.
function body(contract: AnyEndpoint, method: string, path: string): unknown {
  const operation: Json = document.paths[path][method.toLowerCase()]
  const schema = operation.requestBody?.content?.['application/json']?.schema
  return contract.body && schema ? fc.sample(valuesOf(schema, resolver(document), [nowhere]), { numRuns: 1, seed: 1 })[0] : undefined
}

function addressOf(contract: AnyEndpoint, path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (parameterSchema(contract, name).safeParse(nowhere).success ? nowhere : nothing))
}

describe('what is reserved to a role', () => {
  let stack: Stack
  const actors = new Map<Role, Actor>()

  beforeAll(async () => {
    stack = await useStack()
    for (const role of roles) actors.set(role, await stack.newUser({ role }))
  })

  it('is known', () => {
    expect(cases.length).toBeGreaterThan(0)
  })

  it.each(cases)('$method $path is open to $role: $may', async ({ role, contract, method, path, may }) => {
    const content = body(contract, method, path)
    const response = await fetch(new URL(addressOf(contract, path), stack.api_url), {
      method,
      headers: {
        authorization: `Bearer ${actors.get(role)?.access_token}`,
        ...(content !== undefined && { 'content-type': 'application/json' }),
      },
      ...(content !== undefined && { body: JSON.stringify(content) }),
    })
    const text = await response.text()
    expect(response.status === 403, text).toBe(!may)
    expect(response.status, text).not.toBe(401)
  })
})
