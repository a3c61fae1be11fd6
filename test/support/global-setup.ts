import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { endStacks, startProcess } from './process.ts'

declare module 'vitest' {
  interface ProvidedContext {
    readonly stackState: string
    readonly clockStacks: string
  }
}

/** Starts the stack that all test files of a run share, as `npm start` does. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = await startProcess()
  const clockStacks = await mkdtemp(join(tmpdir(), 'atrium-clock-'))
  project.provide('stackState', running.stateDir)
  project.provide('clockStacks', clockStacks)
  return async () => void (await Promise.all([running.stop(), endStacks(clockStacks)]))
}
