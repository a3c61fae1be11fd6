import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { boundaryViolations } from '../../infra/boundaries.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('the boundaries between domains', () => {
  it('are kept by the whole project', () => {
    expect(boundaryViolations(root)).toEqual([])
  })

  it.each([
    ['functions/a/x.ts', "import { B } from '../b/model.ts'", 'of another domain only'],
    ['functions/a/x.ts', "import type { B } from '../b/model.ts'", 'of another domain only'],
    ['functions/a/x.ts', "export { b } from '../b/get-b.ts'", 'of another domain only'],
    ['functions/a/x.ts', "const b = await import('../b/get-b.ts')", 'of another domain only'],
    ['functions/a/x.ts', "import { app } from '../../infra/app.ts'", 'know no infrastructure'],
    ['shared/a/x.ts', "import { B } from '../../functions/b/contract.ts'", 'knows no domain'],
    ['functions/a/contract.ts', "import { http } from '../../shared/runtime/http.ts'", 'a contract is data'],
    ['console/x.tsx', "import type { A } from '../functions/a/model.ts'", 'the console knows'],
    ['console/x.tsx', "import { http } from '../shared/runtime/http.ts'", 'the console knows'],
    ['shared/client/x.ts', "import { http } from '../runtime/http.ts'", 'stands on its own'],
    ['infra/x.ts', "import { stack } from '../test/support/stack.ts'", 'nothing but tests'],
  ])('refuse in %s: %s', (file, line, rule) => {
    const [violation, ...others] = boundaryViolations(projectOf(file, line))
    expect(violation).toMatchObject({ file, rule: expect.stringContaining(rule) })
    expect(others).toEqual([])
  })

  it.each([
    ['functions/a/x.ts', "import { b } from '../b/public.ts'"],
    ['functions/a/x.ts', "import { bHappened } from '../b/contract.ts'"],
    ['functions/a/x.ts', "import { A } from './model.ts'"],
    ['functions/a/x.ts', "import { http } from '../../shared/runtime/http.ts'"],
    ['functions/a/x.ts', "import { subjects } from '../subjects.ts'"],
    ['functions/a/x.ts', "import { ObjectId } from 'bson'"],
    ['functions/a/contract.ts', "import { bHappened } from '../b/contract.ts'"],
    ['console/x.tsx', "import type * as a from '../functions/a/contract.ts'"],
    ['console/x.tsx', "import { uploadMedia } from '../shared/client/upload-media.ts'"],
    ['infra/x.ts', "import { domains } from '../functions/catalogue.ts'"],
  ])('allow in %s: %s', (file, line) => {
    expect(boundaryViolations(projectOf(file, line))).toEqual([])
  })
})

function projectOf(file: string, content: string): string {
  const project = mkdtempSync(join(tmpdir(), 'atrium-boundaries-'))
  mkdirSync(join(project, dirname(file)), { recursive: true })
  writeFileSync(join(project, file), content)
  return project
}
