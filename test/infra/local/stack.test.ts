import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { fileDir } from './file-dir.ts'
import { stateDir } from './state-dir.ts'

const project = fileURLToPath(new URL('../../..', import.meta.url))
const main = join(project, 'infra/local/main.ts')
const node = join(project, 'node_modules/.bin/node')
const stackFile = z.object({
  api_url: z.url(),
  socket_url: z.url(),
  s3_url: z.url(),
  mongodb_uri: z.string(),
  pid: z.number(),
})

interface Run {
  readonly child: ChildProcessByStdio<null, Readable, Readable>
  readonly lines: string[]
  readonly ended: Promise<unknown[]>
}

const runs: Run[] = []

function run(...flags: string[]): Run {
  return watch(spawn(node, [main, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] }))
}

function watch(child: ChildProcessByStdio<null, Readable, Readable>): Run {
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', (line) => lines.push(line))
  const started = { child, lines, ended: once(child, 'close') }
  runs.push(started)
  return started
}

async function listening(started: Run): Promise<Run & { url: string }> {
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(started.child.stdout).on('line', (line) => {
      const [, address] = /^Atrium is listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line) ?? []
      if (address) resolve(address)
    })
    void started.ended.then(() => reject(new Error(started.lines.join('\n'))))
  })
  return { ...started, url }
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
const mongodPid = (folder: string) => Number(readFileSync(join(folder, 'mongodb', 'mongod.lock'), 'utf8'))
const readStackFile = (folder: string) => stackFile.parse(JSON.parse(readFileSync(join(folder, 'stack.json'), 'utf8')))

afterAll(async () => {
  for (const { child } of runs) child.kill('SIGTERM')
  await Promise.all(runs.map(({ ended }) => ended))
})

describe('a running stack', () => {
  const folder = fileDir()
  let stack: Run & { url: string }

  beforeAll(async () => {
    stack = await listening(run('--port', '0', '--state-dir', folder))
  }, 120_000)

  it('answers, and its last line says where', async () => {
    expect(stack.lines.at(-1)).toBe(`Atrium is listening on ${stack.url}`)
    const response = await fetch(`${stack.url}/v1/health`)
    expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ status: 'ok' })])
  })

  it('tells others where it is, in a file that only its owner reads', () => {
    const { api_url, socket_url, pid } = readStackFile(folder)
    expect([api_url, socket_url, pid]).toEqual([stack.url, `${stack.url.replace('http', 'ws')}/ws`, stack.child.pid])
    expect(statSync(join(folder, 'stack.json')).mode & 0o777).toBe(0o600)
  })

  it('lists schedules and queues, runs a schedule and moves the clock', async () => {
    const call = async (path: string, body?: object) => {
      const init = body && { method: 'POST', body: JSON.stringify(body) }
      const response = await fetch(`${stack.url}/_local/${path}`, init)
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    }
    const { body } = await call('schedules')
    expect(body.items).toContainEqual({ id: 'sweep-outbox', expression: 'rate(1 minute)' })
    expect(await call('schedules/sweep-outbox/run', {})).toMatchObject({ status: 200, body: { id: 'sweep-outbox' } })
    expect(await call('schedules/absent/run', {})).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect((await call('queues')).body.items).toContainEqual(
      expect.objectContaining({ visible: 0, in_flight: 0, delayed: 0, dead_letters: 0 }),
    )

    const moved = await call('clock', { advance_seconds: 86_400 })
    expect(Date.parse(moved.body.now as string) - Date.now()).toBeGreaterThan(86_000_000)
    expect(moved.body.ran).toContain('sweep-outbox')
    for (const advance_seconds of [-1, 'x']) {
      expect(await call('clock', { advance_seconds })).toMatchObject({ status: 422, body: { code: 'validation_failed' } })
    }
    expect(await call('settled?timeout_seconds=10')).toMatchObject({ status: 200 })
    expect(await call('mail?to=nobody@example.com')).toEqual({ status: 200, body: { items: [] } })
  })

  it('has its folder for itself', async () => {
    const second = run('--port', '0', '--state-dir', folder)
    expect(await second.ended).toEqual([1, null])
    expect(second.lines.join('\n')).toContain(`runs already on ${stack.url} (process ${stack.child.pid})`)
  })

  it('has its port for itself', async () => {
    const other = stateDir()
    const second = run('--port', new URL(stack.url).port, '--state-dir', other)
    expect(await second.ended).toEqual([1, null])
    expect(second.lines).toEqual([`Port ${new URL(stack.url).port} is in use: choose another one with --port`])
    expect(existsSync(join(other, 'stack.json'))).toBe(false)
  })

  it('that is killed leaves a folder from which the next one starts, and ends in order', async () => {
    stack.child.kill('SIGKILL')
    await stack.ended
    expect(readStackFile(folder).pid).toBe(stack.child.pid)

    stack = await listening(run('--port', '0', '--state-dir', folder))
    expect((await fetch(`${stack.url}/v1/health`)).status).toBe(200)
    const mongod = mongodPid(folder)
    stack.child.kill('SIGTERM')
    expect(await stack.ended).toEqual([0, null])
    expect(isAlive(mongod)).toBe(false)
    expect(existsSync(join(folder, 'stack.json'))).toBe(false)
  }, 60_000)

  it('under npm ends with npm', async () => {
    const npm = spawn('npm', ['start', '--', '--port', '0', '--state-dir', folder], {
      cwd: project,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    stack = await listening(watch(npm))
    const processes = [readStackFile(folder).pid, mongodPid(folder)]
    npm.kill('SIGTERM')
    await stack.ended
    await expect.poll(() => processes.filter(isAlive), { timeout: 20_000 }).toEqual([])
  }, 60_000)
})

it('a start that is given up leaves nothing behind', async () => {
  const folder = stateDir()
  const given = run('--port', '0', '--state-dir', folder)
  const lock = join(folder, 'mongodb', 'mongod.lock')
  await expect.poll(() => existsSync(lock) && mongodPid(folder), { timeout: 30_000 }).toBeGreaterThan(0)
  const mongod = mongodPid(folder)
  given.child.kill('SIGINT')
  expect(await given.ended).toEqual([1, null])
  expect(given.lines.at(-1)).toBe('The start was given up')
  expect(isAlive(mongod)).toBe(false)
}, 60_000)

describe('flags', () => {
  it.each([
    [['--help'], 0, 'Usage: npm start'],
    [['--prot', '1'], 1, "Unknown option '--prot'"],
    [['--port', 'x'], 1, '--port must be a number'],
    [['--port', '70000'], 1, '--port must be at most 65535'],
    [['extra'], 1, "Unexpected argument 'extra'"],
  ])('%j', async (flags, code, text) => {
    const { ended, lines } = run(...flags)
    expect(await ended).toEqual([code, null])
    expect(lines.join('\n')).toContain(text)
  })
})
