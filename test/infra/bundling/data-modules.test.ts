import { expect, it } from 'vitest'
import { dataModules } from '../../../infra/bundling/data-modules.ts'
import { built } from './building.ts'

const use = (what: string, from: string) => `import { ${what} } from './functions/things/${from}.ts'\nconsole.log(${what})\n`

it('a declaration that a function does not use is not in it', async () => {
  const contract = `import * as z from 'zod'\nexport const First = z.object({ mine: z.string() })\nexport const second = [First, z.object({ others: z.string() })].map(String)\n`
  const text = await built(dataModules, { 'functions/things/contract.ts': contract, 'use.ts': use('First', 'contract') }, 'use.ts')
  expect(text).toContain('mine')
  expect(text).not.toContain('others')
})

it('what takes a declaration apart is refused, because no function could leave it out', async () => {
  const contract = 'const both = { one: 1, two: 2 }\nexport const { one, two } = both\n'
  const files = { 'functions/things/contract.ts': contract, 'use.ts': use('one', 'contract') }
  await expect(built(dataModules, files, 'use.ts')).rejects.toThrow('takes something apart at its top level')
})

it('a schema loses its descriptions, and keeps what was said before, between and after them', async () => {
  const schemas = `import * as z from 'zod'
    export const Thing = z.object({
      size: z.int().min(1).describe('Bytes.').meta({ example: 1 }).nullable(),
      name: z.string().describe('What it is called.'),
    }).meta({ id: 'Thing' })\n`
  const text = await built(dataModules, { 'functions/things/schemas.ts': schemas, 'use.ts': use('Thing', 'schemas') }, 'use.ts')
  expect(text).toContain('z.int().min(1).nullable()')
  expect(text).not.toMatch(/describe|meta|Bytes|called/)
})

it('the shape of a collection is not made before somebody asks', async () => {
  const model = `import { collection } from '../../collection.ts'
    export const Things = collection('things', { _id: String('made') }, { outbox: true })\n`
  const files = {
    'collection.ts': 'export const collection = (name, shape, options) => ({ name, shape, options })',
    'functions/things/model.ts': model,
    'use.ts': use('Things', 'model'),
  }
  const text = await built(dataModules, files, 'use.ts')
  expect(text).toMatch(/collection\("things", \(\) => \(\{ _id: String\("made"\) \}\), \{ outbox: true \}\)/)
})
