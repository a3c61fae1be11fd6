import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { inject } from 'vitest'
import { startProcess } from './process.ts'
import { type Stack, stackAt } from './stack.ts'

let started: Promise<Stack> | undefined

/**
 * A stack whose clock a test may move, with no other file beside it. Files that ran before in this process have moved its
 * clock too, and left things in it: use own users and ids.
 */
export function useClockStack(): Promise<Stack> {
  return (started ??= start(inject('clockStacks')))
}

async function start(folder: string): Promise<Stack> {
  const stateDir = join(folder, randomUUID())
  await mkdir(stateDir)
  const { addresses } = await startProcess(stateDir)
  return stackAt(addresses)
}
