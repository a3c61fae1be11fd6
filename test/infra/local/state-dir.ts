import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** An empty folder that goes with the test. */
export function stateDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'atrium-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
