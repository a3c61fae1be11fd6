import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** An empty folder that goes with the file's tests. */
export function fileDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'atrium-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
