import type { TestProject } from 'vitest/node'
import { startProcess } from './process.ts'

declare module 'vitest' {
  interface ProvidedContext {
    readonly stackState: string
  }
}

/** Starts the stack that all test files of a run share, as `npm start` does. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = await startProcess()
  project.provide('stackState', running.stateDir)
  return running.stop
}
