import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'

const RunningStack = z.object({ api_url: z.string(), mongodb_uri: z.string() })

/** The local stack that runs over `stateDir`. Throws a sentence for the terminal where none does. */
export async function runningStack(stateDir: string): Promise<z.output<typeof RunningStack>> {
  try {
    return RunningStack.parse(JSON.parse(await readFile(join(stateDir, 'stack.json'), 'utf8')))
  } catch (cause) {
    throw new Error(`No local stack runs over ${stateDir}: start one with npm start, or name another with --state-dir`, { cause })
  }
}

/** The database that a command works on: what `MONGODB_URI` names, else the running local stack's. */
export async function databaseUri(stateDir: string): Promise<string> {
  return process.env.MONGODB_URI ?? (await runningStack(stateDir)).mongodb_uri
}

/** Runs a command; a failure is one sentence and exit code 1. */
export async function runCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
