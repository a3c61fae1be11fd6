import { expect, it } from 'vitest'
import { derivedModules } from '../../../infra/bundling/derived-modules.ts'
import { built } from './building.ts'

const use = "import { names } from './names.derived.ts'\nconsole.log(names)\n"
const catalogue = "export const domains = [{ name: 'articles' }, { name: 'posts' }]\n"

it('a function gets what was derived, and nothing of what it was derived from', async () => {
  const derived = "import { domains } from './catalogue.ts'\nexport const names: string[] = domains.map(({ name }) => name.toUpperCase())\n"
  const text = await built(derivedModules, { 'catalogue.ts': catalogue, 'names.derived.ts': derived, 'use.ts': use }, 'use.ts')
  expect(text).toContain('["ARTICLES", "POSTS"]')
  expect(text).not.toContain('domains')
})

it('what JSON cannot say is refused', async () => {
  const derived = "import { domains } from './catalogue.ts'\nexport const names = new Set(domains.map(({ name }) => name))\n"
  const files = { 'catalogue.ts': catalogue, 'names.derived.ts': derived, 'use.ts': use }
  await expect(built(derivedModules, files, 'use.ts')).rejects.toThrow('names is derived when functions are built, and is not JSON')
})
