import type { ChildProcess } from 'node:child_process'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

const patienceMs = 15_000
const pollMs = 20

/** Asks a process to end, and makes it end when it does not. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const patience = new AbortController()
  const force = setTimeout(patienceMs, undefined, { signal: patience.signal }).then(
    () => child.kill('SIGKILL'),
    () => false,
  )
  await ended
  patience.abort()
  await force
}

/** Ends the mongod that a stack left behind when it was killed, so that its data can be opened again. */
export async function stopLeftBehind(dataDir: string): Promise<void> {
  const lock = join(dataDir, 'mongod.lock')
  const pid = existsSync(lock) ? Number.parseInt(await readFile(lock, 'utf8'), 10) : Number.NaN
  if (!(pid > 0) || !(await isMongodOf(pid, dataDir))) return
  process.kill(pid, 'SIGTERM')
  const deadline = performance.now() + patienceMs
  while (isAlive(pid) && performance.now() < deadline) await setTimeout(pollMs)
  if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  while (isAlive(pid)) await setTimeout(pollMs)
}

/** The id may belong to another program by now. */
async function isMongodOf(pid: number, dataDir: string): Promise<boolean> {
  if (!isAlive(pid)) return false
  const command = existsSync(`/proc/${pid}/cmdline`)
    ? readFile(`/proc/${pid}/cmdline`, 'utf8')
    : run('ps', ['-o', 'command=', '-p', String(pid)]).then(({ stdout }) => stdout)
  return (await command.catch(() => '')).includes(dataDir)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
