import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { withoutServices } from './services.ts'

/** What `stack.json` says while a stack runs. */
export interface StackAddresses {
  readonly api_url: string
  readonly socket_url: string
  readonly s3_url: string
  readonly mongodb_uri: string
  readonly pid: number
}

export interface RunningProcess {
  readonly stateDir: string
  readonly addresses: StackAddresses
  /** Ends it as Ctrl-C does, and removes its state. */
  stop(): Promise<void>
  /** Ends it at once, as a power cut does; its state stays. */
  kill(): Promise<void>
}

const main = new URL('../../infra/local/main.ts', import.meta.url).pathname

/** Starts a stack in a process of its own, on free ports, over a fresh state folder or one that is there. */
export async function startProcess(stateDir?: string, flags: readonly string[] = []): Promise<RunningProcess> {
  const folder = stateDir ?? (await mkdtemp(join(tmpdir(), 'atrium-')))
  const child = spawn(process.execPath, [main, '--port', '0', '--state-dir', folder, ...flags], {
    env: withoutServices(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  const output: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => output.push(line))
  const lines = createInterface({ input: child.stdout })
  const listening = (async () => {
    for await (const line of lines) {
      output.push(line)
      if (line.startsWith('Atrium is listening on ')) return
    }
    throw new Error(`The stack did not start:\n${output.join('\n')}`)
  })()
  await listening
  // What it says later is read away, so that a full pipe never stops it.
  lines.on('line', () => undefined)
  child.stdout.resume()
  return {
    stateDir: folder,
    addresses: await addressesIn(folder),
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** The addresses of the stack that runs over a state folder. */
export async function addressesIn(stateDir: string): Promise<StackAddresses> {
  return JSON.parse(await readFile(join(stateDir, 'stack.json'), 'utf8')) as StackAddresses
}

/** Ends the stacks whose state folders are in `folder`: their processes outlive the threads that started them. */
export async function endStacks(folder: string): Promise<void> {
  await Promise.all((await readdir(folder)).map((name) => endStack(join(folder, name))))
  await rm(folder, { recursive: true })
}

async function endStack(stateDir: string): Promise<void> {
  const announcement = join(stateDir, 'stack.json')
  if (!existsSync(announcement)) return
  process.kill((await addressesIn(stateDir)).pid, 'SIGTERM')
  while (existsSync(announcement)) await setTimeout(20)
}
