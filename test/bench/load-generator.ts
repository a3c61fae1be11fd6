import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { LoadCall, LoadReport } from './load.ts'

export interface LoadGenerator {
  /** Makes calls, so many at a time. Throws when one of them is refused. */
  run(calls: readonly LoadCall[], callers: number): Promise<LoadReport>
  stop(): void
}

/** Starts a process that calls. */
export function startLoadGenerator(): LoadGenerator {
  const child = fork(fileURLToPath(new URL('load-process.ts', import.meta.url)))
  const ended = once(child, 'exit').then(() => {
    throw new Error('A call of the load was refused')
  })
  // Whoever waits for a report hears of it; after the last one nobody does.
  ended.catch(() => undefined)
  return {
    run: async (calls, callers) => {
      child.send({ calls, callers })
      const [report] = await Promise.race([once(child, 'message'), ended])
      return report as LoadReport
    },
    stop: () => void child.kill(),
  }
}
