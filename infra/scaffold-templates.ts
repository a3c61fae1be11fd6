/** What a new use case is called in its domain. */
export interface NewUseCase {
  readonly domain: string
  /** Verb and noun: `create-note`. */
  readonly id: string
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

const methods: Readonly<Record<string, Method>> = {
  get: 'GET',
  list: 'GET',
  search: 'GET',
  update: 'PATCH',
  set: 'PUT',
  delete: 'DELETE',
  remove: 'DELETE',
}

/** `create-note` as an identifier: `createNote`. */
export function identifier(id: string): string {
  return id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** What a contract file must import for `contractEntry`, beside zod. */
export function contractImports(useCase: NewUseCase): { readonly name: string; readonly from: string }[] {
  const fields = reads(useCase) ? ['id'] : ['id', 'text']
  return [
    { name: 'endpoint', from: '../../shared/contract/endpoint.ts' },
    ...fields.map((name) => ({ name, from: '../../shared/contract/fields.ts' })),
  ]
}

/** The declaration of the endpoint: it takes a text, unless it only reads, and answers with it and the caller's id. */
export function contractEntry(useCase: NewUseCase): string {
  const body = reads(useCase) ? '' : '\n  body: z.strictObject({ text: text(200, { min: 1 }) }),'
  const answer = reads(useCase) ? 'z.object({ user_id: id })' : 'z.object({ user_id: id, text: z.string() })'
  return `
export const ${identifier(useCase.id)} = endpoint({
  id: '${useCase.id}',
  method: '${methodOf(useCase)}',
  path: '${pathOf(useCase)}',
  summary: '${sentence(useCase.id)}',
  auth: 'user',${body}
  response: { 200: ${answer} },
})
`
}

export function useCaseFile(useCase: NewUseCase): string {
  const name = identifier(useCase.id)
  const run = reads(useCase)
    ? '({ user }) => ({ user_id: user.id })'
    : '({ user, body }) => ({ user_id: user.id, text: body.text })'
  return `import { http } from '../../shared/runtime/http.ts'
import { ${name} } from './contract.ts'

/** ${sentence(useCase.id)} for the caller. */
export const handler = http(${name}, ${run})
`
}

export function testFile(useCase: NewUseCase): string {
  const method = methodOf(useCase).toLowerCase()
  const call = reads(useCase) ? `${method}(path)` : `${method}(path, { text: 'hello' })`
  const strangeCall = reads(useCase) ? `${method}(\`\${path}?strange=1\`)` : `${method}(path, { text: 'hello', strange: 1 })`
  const answer = reads(useCase) ? '{ user_id: ada.id }' : "{ user_id: ada.id, text: 'hello' }"
  return `import { describe, expect, it } from 'vitest'
import { useStack } from '../../support/stack.ts'

const stack = await useStack()
const path = '${pathOf(useCase)}'

describe('${useCase.id}', () => {
  it('answers the one who calls', async () => {
    const ada = await stack.newUser()
    const answer = await ada.${call}
    expect(answer.status, answer.text).toBe(200)
    expect(answer.body).toEqual(${answer})
  })

  it('refuses what it does not know', async () => {
    const ada = await stack.newUser()
    const answer = await ada.${strangeCall}
    expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed' } })
  })

  it('is for the signed-in alone', async () => {
    const answer = await stack.anonymous.${call}
    expect(answer).toMatchObject({ status: 401, body: { code: 'authentication_required' } })
  })
})
`
}

function methodOf({ id }: NewUseCase): Method {
  return methods[id.split('-')[0] ?? ''] ?? 'POST'
}

function reads(useCase: NewUseCase): boolean {
  return methodOf(useCase) === 'GET'
}

function pathOf({ domain, id }: NewUseCase): string {
  return `/v1/${domain}/${id}`
}

function sentence(id: string): string {
  const words = id.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
